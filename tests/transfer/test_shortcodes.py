import pytest

from blog.transfer.shortcodes import translate


def known(target: str) -> str | None:
    return f"posts/{target}.md" if target.startswith("a") else None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('[x]({{< ref "a one" >}})', "[x](/posts/a%20one.md)"),
        ('[x]({{< relref "a#part" >}})', "[x](/posts/a.md#part)"),
        ('[x]({{% ref path="a" %}})', "[x](/posts/a.md)"),
        ('[x]({{< ref "#part" >}})', "[x](#part)"),
        ('[x]({{< ref "unknown" >}})', '[x]({{< ref "unknown" >}})'),
        ("[x]({% post_url 2014-05-20-x %})", "[x]({% post_url 2014-05-20-x %})"),
        ("[x]({% post_url a-20-x %})", "[x](/posts/a-20-x.md)"),
        ("[x]({{ site.baseurl }}{% link a.md %})", "[x](/posts/a.md.md)"),
        ("![x]({{ site.baseurl }}/assets/x.png)", "![x](/assets/x.png)"),
        ('![x]({{ "/assets/x y.png" | relative_url }})', "![x](/assets/x%20y.png)"),
        ("{% highlight ruby linenos %}\nputs 1\n{% endhighlight %}", "```ruby\nputs 1\n```"),
        ('{{< highlight go "linenos=table" >}}\nx\n{{< /highlight >}}', "```go\nx\n```"),
        ('{{< figure src="x y.png" alt="A [x]" caption="The \'x\'" >}}', "![A \\[x\\]](x%20y.png \"The 'x'\")"),
        ('{{< figure src="x.png" title=`A "b"` link="/y" />}}', '[![](x.png "A \\"b\\"")](/y)'),
        ('{{< youtube "abc" >}}', '{{< youtube "abc" >}}'),
        ("{{ page.title }} costs 5 %}", "{{ page.title }} costs 5 %}"),
        ("nothing of the kind", "nothing of the kind"),
    ],
)
def test_shortcodes_become_markdown_and_unknown_ones_stay(written, expected):
    assert translate(written, known) == expected
    assert translate(f"one\n{written}\nthree", known).count("\n") == written.count("\n") + 2


@pytest.mark.parametrize("unit", ["{{< ", '{{< figure src="', "{% ", "{{ '", '{{< x a="b" ', "{{< x " + "a" * 50])
def test_long_hostile_text_is_translated_at_once(unit):
    text = unit * (200_000 // len(unit))
    assert translate(text, known) == text
