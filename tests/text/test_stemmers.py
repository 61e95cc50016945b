import pytest

from blog.text.stemmers import stemmer_of


@pytest.mark.parametrize(
    ("language", "stemmer"),
    [("de", "german"), ("de-AT", "german"), ("DE_at", "german"), ("pt-BR", "portuguese"), ("ja", ""), ("", "")],
)
def test_regions_share_the_stemmer_of_their_language_and_some_languages_have_none(language, stemmer):
    assert stemmer_of(language) == stemmer
