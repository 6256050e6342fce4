# ruff: noqa: RUF001  # letters of other scripts look like Latin ones
"""Texts in many scripts, and what readers of PDFs make of them where that is not the text itself."""

from typing import Final

TEXTS: Final = {
    "latin": "Việt Nam, Česká Łódź, ﬁne oﬀice waffle, affinity",
    "latin marks": "a̋ ọ́ q̃ e᷄ z̧ n̈ ṩ ǭ",
    "greek": "Ελληνικά: ὦ ἄνδρες Ἀθηναῖοι",
    "cyrillic": "Русский ё й, українська ґ ї, а́ е́, Ѣ",
    "arabic": "ما هي عاصمة فرنسا؟ لا إله، السلام",
    "arabic number": "يسكنها 2.1 مليون (عام 2020).",
    "persian": "می\u200cخواهم کتاب بخوانم",
    "arabic points": "مُحَمَّد",
    "hebrew": "מהי בירת ישראל? ירושלים, הבירה!",
    "hebrew points": "שָׁלוֹם",
    "soft hyphens": "donau\u00addampf\u00adschiff",
    "devanagari": "भारत की राजधानी क्या है? क्षत्रिय, ज्ञान, श्री, हिन्दी",
    "bengali": "বাংলাদেশের রাজধানী কী? ক্ষ জ্ঞ কো কৌ",
    "tamil": "தலைநகரம் எது? சென்னை கொ கோ கௌ க்ஷ ஸ்ரீ",
    "thai": "กรุงเทพมหานครเป็น น้ำ ที่ ผู้ใหญ่ ป้า",
    "georgian": "რა არის საქართველოს დედაქალაქი?",
    "armenian": "Հայաստանի մայրաքաղաքը Երևանն է։",
    "han": "巴黎是法国的首都，“塞纳河”穿过市中心。",
    "kana": "「光の都」ちょっと待ってください。",
    "hangul": "프랑스의 수도는 어디입니까?",
    "signs": "1⁄2 ½ ∑ ∫ √ ✓ ☐ → ≠ ♪ “a” – — €",
    "all to the right": "Say ไทย and हिन्दी, ქართული, Ελλάς, Россия, 中文, かな, 한국어, বাংলা, தமிழ் in one line.",
    "both directions": "Say العربية and עברית and end.",
    "brackets": "Say مرحبا (marḥaban) to 3 people.",
    "sentence end": "Then שלום! 50% of it.",
    "to the left": "הוא אמר hello world ואז הלך",
    "to the left, with numbers": "يستخدم Python 3.11 في عام ٢٠٢٠",
}

PACKAGED: Final = frozenset(TEXTS) - {"bengali", "tamil", "han", "kana", "hangul", "all to the right"}
"""Those of which every letter is in a typeface that comes with a package."""

PDFIUM: Final = {
    "arabic points": "\u064f \u064e \u064e\u0651 محمد",
    "hebrew points": "\u05b8 \u05c1 \u05b9שלום",
    "brackets": "Say مرحبا) marḥaban) to 3 people.",
    "sentence end": "Then 50% !שלום of it.",
    "to the left": "הוא אמר world hello ואז הלך",
    "to the left, with numbers": "يستخدم 3.11 Python في عام ٢٠٢٠",
}
"""What PDFium makes of a text: it puts points beside the word that they are in, takes a sign between two directions for
one of the other, and turns words and numbers from left to right in a line from right to left."""

POPPLER: Final = {
    "arabic": "ما هي عاصمة فرنسا؟ لا إله ، السلام",
    "arabic number": "يسكنها 2.1 مليون )عام .(2020",
    "arabic points": "محمد \u064f \u064e \u064e\u0651",
    "hebrew": "מהי בירת ישראל? ירושלים , הבירה!",
    "hebrew points": "שלום \u05b8\u05c1 \u05b9",
    "brackets": "Say ( مرحبا marḥaban) to 3 people.",
    "sentence end": "Then 50% ! שלום of it.",
}
"""What poppler makes of a text: it puts points there too, signs among words from right to left stand elsewhere, and
brackets are as they look."""
