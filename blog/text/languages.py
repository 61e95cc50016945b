"""Languages: which tags are right (BCP 47), how they are written, which Byline speaks itself."""

import re
from typing import Any, NamedTuple

from django.conf import settings
from django.conf.locale import LANG_INFO

# Those that locale/ has a whole catalogue of, and English, in which the sources are written.
TRANSLATED = ("en", "de")
SOURCE_LANGUAGE = "en"

# ISO 639-1, and of the three-letter codes of ISO 639-3 those whose conventions Unicode's CLDR knows, with their like.
_KNOWN = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka "
    "kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng "
    "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    "agq ain ang ann arn asa ast bal bar bas bem bew bez bgc bgn bho blo blt brx bss byn cad cch ccp ceb cgg cho chr "
    "cic ckb cop csb csw dav dje doi dsb dua dyo ebu ewo fil frp frr fur gaa gez got grc gsw guz haw hif hnj hsb jbo "
    "jgo jmc kaa kab kaj kam kcg kde kea ken kgp khq kkj kln kok kpe krl ksb ksf ksh kxv lad lag lij lkt lmo lrc ltg "
    "luo luy mai mas mdf mer mfe mgh mgo mic mni moh mua mus mwl myv mzn nan nap naq nds nmg nnh nqo nso nus nyn osa "
    "pap pcm pdc pis pms pnb prg quc raj rhg rif rof rwk sah saq sat sbp scn sco sdh seh ses sgs shi shn sid skr sma "
    "smj smn sms ssy stq syr szl teo tig tlh tok tpi trv trw twq tyv tzm udm vai vec vls vmw vro vun wae wal war wbp "
    "wuu xnr xog yav yrl yue zgh".split()
)
_RIGHT_TO_LEFT = frozenset("ar bal bgn ckb dv fa he ks lrc mzn nqo pnb ps rhg sd sdh skr syr trw ug ur yi".split())
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)",
    re.IGNORECASE | re.ASCII,
)

_ENGLISH = ("“", "”", "‘", "’")
_GERMAN = ("„", "“", "‚", "‘")
_GUILLEMETS = ("«", "»", "“", "”")
# Quotation marks, the outer pair and the inner one, as most printed books of the language have them.
_QUOTES: dict[str, tuple[str, str, str, str]] = {
    **dict.fromkeys("de cs sk sl bg lb is lt et dsb hsb nds bar ka".split(), _GERMAN),
    **dict.fromkeys("es it pt ca gl eu el ast an hy fur sc vec br oc mwl".split(), _GUILLEMETS),
    **dict.fromkeys("ru uk be kk ky mn sah os".split(), ("«", "»", "„", "“")),
    **dict.fromkeys("no nb nn".split(), ("«", "»", "‘", "’")),
    **dict.fromkeys("pl ro".split(), ("„", "”", "«", "»")),
    **dict.fromkeys("hr sr bs mk".split(), ("„", "”", "‘", "’")),
    **dict.fromkeys("sv fi".split(), ("”", "”", "’", "’")),
    "hu": ("„", "”", "»", "«"),
    "da": ("»", "«", "›", "‹"),
    "fr": ("«\u202f", "\u202f»", "“", "”"),
    "gsw": ("«", "»", "‹", "›"),
    "ja": ("「", "」", "『", "』"),
    "zh-hant": ("「", "」", "『", "』"),
    "zh-tw": ("「", "」", "『", "』"),
    "zh-hk": ("「", "」", "『", "』"),
    "he": ("”", "”", "’", "’"),
    "fa": ("«", "»", "‹", "›"),
    "sq": ("„", "“", "‘", "’"),
    # As Switzerland and Liechtenstein print it, and Brazil.
    "de-ch": ("«", "»", "‹", "›"),
    "de-li": ("«", "»", "‹", "›"),
    "it-ch": ("«", "»", "‹", "›"),
    "fr-ch": ("«", "»", "‹", "›"),
    "pt-br": _ENGLISH,
    "es-mx": _ENGLISH,
}


class Language(NamedTuple):
    code: str
    name: str  # in that language itself


def normalised(code: str) -> str:
    """The tag as BCP 47 recommends to write it: `EN_us` becomes `en-US`. What is no tag stays as it is."""
    found = _TAG.fullmatch(code.strip().replace("_", "-"))
    if not found:
        return code.strip()
    script, region = found["script"], found["region"]
    parts = [found["language"].lower(), script and script.title(), region and region.upper()]
    return "-".join(filter(None, parts)) + found["variants"].lower()


def is_known(code: str) -> bool:
    """Whether this is a tag of a language that there is; private and extended tags do not count."""
    found = _TAG.fullmatch(code)
    return bool(found) and found["language"].lower() in _KNOWN


def interface_language(code: str) -> str:
    """The language in which Byline speaks on a site in that language: the same where it can, English otherwise.

    Regional forms bring their own dates and numbers.
    """
    return code if _most_exact(code, TRANSLATED) else SOURCE_LANGUAGE


def is_right_to_left(code: str) -> bool:
    language, _, rest = code.lower().partition("-")
    script = rest.partition("-")[0]
    if len(script) == 4:
        return script in _RIGHT_TO_LEFT_SCRIPTS
    return language in _RIGHT_TO_LEFT


def quotes(code: str) -> tuple[str, str, str, str]:
    found = _most_exact(code, _QUOTES)
    return _QUOTES[found] if found else _ENGLISH


def _most_exact(code: str, known: Any) -> str:
    """Of the tags in `known` the one that is `code` or, if there is none, its longest beginning; or nothing."""
    code = code.lower()
    while code and code not in known:
        code = code.rpartition("-")[0]
    return code


def common() -> list[Language]:
    """The languages to be offered, by their own names, those that Byline speaks first."""
    offered = [Language(code, LANG_INFO[code]["name_local"]) for code, _ in settings.LANGUAGES if code in LANG_INFO]
    return sorted(offered, key=lambda each: (each.code not in TRANSLATED, each.name.casefold()))


def site_choices() -> list[tuple[str, str]]:
    return [(language.code, language.name) for language in common()]
