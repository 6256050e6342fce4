"""What the lesson "Multimodal agents in production" says: the table that its cards are held against.

It is taken from the lesson alone, never from the cards. A term is a short phrase in the lesson's own spelling; it
is looked for without regard to case in plain text: markup removed, white space collapsed. Terms stand in the
lesson's order, and so they must in the card. Where a term holds an apostrophe, the part beside it is taken.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

Terms: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its answer. `points` are terms that must be list items of their own, whole."""

    question: Terms
    answer: Terms
    points: Terms = ()


@dataclass(frozen=True, slots=True)
class Decision:
    label: str
    text: Terms
    verdict: str
    why: Terms
    needs: Terms = ()


@dataclass(frozen=True, slots=True)
class Constraint:
    label: str
    text: Terms
    response: str
    why: Terms


@dataclass(frozen=True, slots=True)
class Response:
    label: str
    text: Terms


@dataclass(frozen=True, slots=True)
class Exercise:
    """What a whole exercise asks, and the pattern behind its answers."""

    prompt: Terms
    pattern: Terms


# overview.txt
SOURCE: Final[Terms] = (
    "Track 24",
    "lesson 9",
    "Multimodal agents in production",
    "Karina Nguyen",
    "CS25 V5",
    "guest lecture",
    "April 8, 2025",
)

# practice.txt, from here on

FLASHCARDS: Final[tuple[Row, ...]] = (
    Row(
        question=("name three constraints", "production faces", "beyond benchmark performance"),
        answer=("any three of",),
        points=(
            "latency",
            "cost per query",
            "reliability across sessions",
            "safety in the wild (long-tail attacks)",
            "evaluation in deployment (A/B signals from real users)",
        ),
    ),
    Row(
        question=("what is the", "benchmark-vs-real-usability gap"),
        answer=(
            "benchmarks",
            "clean test sets",
            "known ground truth",
            "real-world usability",
            "actual users",
            "messy goals",
            "correlated but not identical",
            "the gap",
            "where products succeed or fail",
        ),
    ),
    Row(
        question=("what is", "RL as co-design"),
        answer=(
            "RL is co-designed with the product itself",
            "optimization targets shaped by product context",
            "reward signals from real product feedback",
            "iteration loop tying research to product needs",
            "not a separate post-training stage",
        ),
    ),
    Row(
        question=("what is", "RLHF"),
        answer=(
            "Reinforcement Learning from Human Feedback",
            "train a reward model",
            "human preferences",
            "fine-tune the policy",
            "against that reward",
            "well-known modern post-training pattern",
        ),
    ),
    Row(
        question=("what is", "RLAIF"),
        answer=(
            "Reinforcement Learning from AI Feedback",
            "AI-generated feedback",
            "instead of",
            "alongside",
            "human feedback",
            "faster to iterate",
            "more scalable",
            "its own tradeoffs",
        ),
    ),
    Row(
        question=("what is", "asymmetric verification"),
        answer=(
            "whether an answer is good",
            "often easier",
            "a good answer",
            "from scratch",
            "that asymmetry",
            "training-loop designs",
            "a smaller verifier",
            "the reward signal",
            "a stronger generator",
        ),
    ),
    Row(
        question=("name two", "multimodal-specific production challenges"),
        answer=("any two of",),
        points=(
            "variable input sizes (text vs image vs video)",
            "output-streaming quirks (image is meaningless until rendered)",
            "tool-use latency budgets",
            "cross-modal quality calibration (variance across input types may require routing)",
        ),
    ),
    Row(
        question=("what does engineering settle",),
        answer=("the engineering-instrumented questions", "decidable by measurement", "defined instruments"),
        points=(
            "latency budgets",
            "cost per query",
            "A/B-test signals between implementations",
            "benchmark performance",
            "evaluation-harness design",
        ),
    ),
    Row(
        question=("what does engineering inform", "but not settle"),
        answer=("engineering", "the data", "product/business/policy judgment", "the answer"),
        points=(
            "product strategy (what to ship)",
            "market positioning (who for)",
            "deployment policy (what to allow in edge cases)",
            "organizational priorities (how to weigh engagement vs satisfaction)",
        ),
    ),
    Row(
        question=("what is the operational test", "this watch zone"),
        answer=(
            "what instruments would",
            "settle the question",
            "A/B testing",
            "latency analysis",
            "engineering-harness measurement",
            "technique territory",
            "business judgment",
            "market analysis",
            "deployment-policy positions",
            "vendor-comparative ranking",
            "a different conversation",
        ),
    ),
)

SELF_CHECK: Final[tuple[Row, ...]] = (
    Row(
        question=("name three constraints", "production faces", "research benchmarks do not measure"),
        answer=("any three of",),
        points=(
            "latency (how long the user waits)",
            "cost per query",
            "reliability (consistent behavior across sessions)",
            "safety in the wild (long-tail attacks and edge cases)",
            "evaluation in deployment (A/B signals from real users with messy inputs and ambiguous goals)",
        ),
    ),
    Row(
        question=("what is the", "benchmark-vs-real-usability gap", "what closes it"),
        answer=(
            "traditional benchmarks",
            "performance",
            "clean test set",
            "known ground truth",
            "real-world usability",
            "actual users",
            "messy goals",
            "no ground truth",
            "correlated but not identical",
            "the tight co-design loop",
            "scientists prototype",
            "users probe",
            "signals from real usage",
            "shape the next iteration",
            "closes the gap",
            "the metric",
            "reflect",
            "what the product actually needs to do",
        ),
    ),
    Row(
        question=("what does", "RL as co-design", "mean in production"),
        answer=(
            "optimization targets",
            "product context",
            "not just",
            "abstract benchmark scores",
            "reward signals",
            "real product feedback",
            "the iteration loop",
            "ties research to product needs",
            "separate stage",
            "applied to a base model",
            "a co-design between research and product",
        ),
    ),
    Row(
        question=("what are RLHF and RLAIF", "how do", "differ"),
        answer=(
            "RLHF: Reinforcement Learning from Human Feedback",
            "train a reward model",
            "human preferences over outputs",
            "fine-tune the policy",
            "against that reward",
            "RLAIF: Reinforcement Learning from AI Feedback",
            "AI-generated feedback",
            "instead of",
            "alongside",
            "human feedback",
            "faster to iterate on",
            "more scalable",
            "its own tradeoffs",
            "the co-design loop",
            "manage",
        ),
    ),
    Row(
        question=("what is asymmetric verification", "useful"),
        answer=(
            "whether an answer is good",
            "often easier",
            "a good answer",
            "from scratch",
            "that asymmetry is exploitable",
            "a verifier model",
            "good at the easier task",
            "the reward signal",
            "a stronger generator",
            "common pattern",
            "modern post-training",
            "RLAIF judges",
            "tool-output checks",
            "generate-then-verify loops",
        ),
    ),
    Row(
        question=("name two production challenges", "specific to multimodal vs text-only systems"),
        answer=("any two of",),
        points=(
            "variable input sizes (text dozens of tokens, image hundreds-to-thousands, PDF/video much larger)",
            "output-streaming quirks (image streaming is meaningless until rendered)",
            "tool-use latency budgets (each tool call adds wait)",
            "cross-modal quality calibration (multimodal variance across input types may require routing)",
        ),
    ),
    Row(
        question=("state the engineering-informs-vs-settles distinction",),
        answer=(
            "engineering settles",
            "the engineering-instrumented questions",
            "latency",
            "cost per query",
            "A/B-test signals",
            "benchmark performance",
            "evaluation-harness design",
            "informs but does not settle",
            "product strategy",
            "deployment policy",
            "organizational priorities",
            "what the product should do in genuinely ambiguous cases",
            "the operational test",
            "what instruments settle the question",
        ),
    ),
)

SETTLES: Final = "Engineering settles it"
INFORMS: Final = "Engineering only informs it"
VERDICTS: Final[Terms] = (SETTLES, INFORMS)
FOLLOW_UP: Final[Terms] = ("which non-engineering instrument", "needed")

DECISIONS: Final[tuple[Decision, ...]] = (
    Decision(
        label="A",
        text=("whether a new multimodal feature can run", "2-second latency budget", "the product team", "committed"),
        verdict=SETTLES,
        why=("latency profiling", "production-like hardware", "a clear yes/no"),
    ),
    Decision(
        label="B",
        text=("whether the company should ship", "a new image-generation product", "for use in journalism"),
        verdict=INFORMS,
        why=("shipping decision", "engineering can characterize feasibility", "decide whether to ship"),
        needs=(
            "product strategy",
            "market analysis",
            "sector-policy review (journalism standards)",
            "organizational deliberation",
        ),
    ),
    Decision(
        label="C",
        text=("whether implementation A or implementation B", "lower per-query cost"),
        verdict=SETTLES,
        why=("cost-per-query measurement", "a defined engineering instrument"),
    ),
    Decision(
        label="D",
        text=(
            "what the model should do",
            "when it detects a prompt",
            "asking it to produce content",
            "the company",
            "policy explicitly forbids",
        ),
        verdict=INFORMS,
        why=(
            "the policy itself",
            "a values and policy decision",
            "engineering can",
            "implement detection and enforcement",
            "exists",
            "lives elsewhere",
        ),
        needs=("deliberative alignment work", "organizational policy", "sometimes legal review"),
    ),
    Decision(
        label="E",
        text=("whether the new model", "A/B-test performance exceeds", "the incumbent", "defined success metric"),
        verdict=SETTLES,
        why=("A/B-test outcomes", "exactly", "the engineering instrument measures"),
    ),
    Decision(
        label="F",
        text=(
            "whether to prioritize",
            "image generation",
            "video generation",
            "audio generation",
            "the next quarter",
            "roadmap",
        ),
        verdict=INFORMS,
        why=("roadmap prioritization is product strategy", "engineering feasibility", "settle"),
        needs=("business judgment", "market positioning", "organizational priorities"),
    ),
)

CONSTRAINTS: Final[tuple[Constraint, ...]] = (
    Constraint(
        label="A",
        text=("long PDF input", "50,000 tokens worth of patch and text tokens", "within a 3-second latency budget"),
        response="2",
        why=("long input", "chunking + retrieval", "process", "relevant sections in parallel"),
    ),
    Constraint(
        label="B",
        text=("image generation output", "needs to feel responsive to the user"),
        response="3",
        why=("image streaming", "latent diffusion + progressive rendering", "partial preview"),
    ),
    Constraint(
        label="C",
        text=("multimodal model", "quality varies substantially", "across modality combinations"),
        response="1",
        why=(
            "cross-modal quality variance",
            "routing to stronger models on uncertainty",
            "user warnings on weak combinations",
        ),
    ),
    Constraint(
        label="D",
        text=("reasoning-plus-tool-use loop", "each tool call adds noticeable wait"),
        response="4",
        why=("tool-use latency", "bounded budgets", "short-circuit", "parallel tool dispatch"),
    ),
)

RESPONSES: Final[tuple[Response, ...]] = (
    Response(
        "1", ("routing: send uncertain queries to a stronger model", "warn users on weakly-supported combinations")
    ),
    Response("2", ("chunking + retrieval", "process relevant sections in parallel")),
    Response("3", ("latent diffusion + progressive rendering", "partial-image preview during generation")),
    Response("4", ("bounded tool-use budgets", "short-circuit conditions", "parallel tool dispatch")),
)

CLASSIFYING: Final = Exercise(
    prompt=("production decision", "engineering settle", "only inform"),
    pattern=(
        "engineering instruments",
        "latency, cost, A/B tests, benchmarks, harness design",
        "settled engineering work",
        "product, business, policy, or organizational instruments",
        "informed by engineering data",
        "not settled by it",
        "conflat",
        "the two",
        "overstate",
        "what an engineering team can decide on its own",
    ),
)

MATCHING: Final = Exercise(
    prompt=("match", "multimodal production constraint", "standard engineering response"),
    pattern=(
        "each multimodal production challenge",
        "standard engineering response",
        "four",
        "patterns",
        "the production-engineering literature has converged on",
        "specific vendor",
        "product implements",
        "identically",
    ),
)

PATTERNS: Final[tuple[Exercise, ...]] = (CLASSIFYING, MATCHING)
