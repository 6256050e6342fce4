"""`python -m mmcards`."""

from mmcards.cli import main

if __name__ == "__main__":
    main()
