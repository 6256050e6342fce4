"""The preview: a page on this machine that shows cards while they are written.

The only user of pypdfium2 and of the standard library's server.
"""
