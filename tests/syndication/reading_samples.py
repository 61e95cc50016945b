"""The same two posts in every format that is read."""

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Company blog</title><link>https://company.example/</link><ttl>90</ttl><language>en</language>
<item><title>Second &amp; last</title><link>https://company.example/second/?utm_source=rss</link>
  <guid isPermaLink="false">tag:company.example,2026:2</guid><dc:creator>Ann Example</dc:creator>
  <category>Engineering</category><category>Databases</category><pubDate>Tue, 24 Nov 2026 10:00:00 +0100</pubDate>
  <description>In short.</description><content:encoded><![CDATA[<p>Whole <b>text</b> of two.</p>]]></content:encoded>
  <enclosure url="/cover.jpg" type="image/jpeg" length="1"/></item>
<item><title>First</title><link>https://company.example/first/</link><guid>https://company.example/first/</guid>
  <pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;Only a summary.&lt;/p&gt;</description></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://company.example/"><title>Company blog</title><id>x</id>
<updated>2026-11-24T10:00:00Z</updated>
<entry><title>Second &amp; last</title><link href="second/"/><id>tag:company.example,2026:2</id>
  <link rel="via" href="https://first.example/there/"/>
  <author><name>Ann Example</name></author><category term="Engineering"/><category term="databases" label="Databases"/>
  <published>2026-11-24T09:00:00Z</published><updated>2026-11-25T09:00:00Z</updated><summary>In short.</summary>
  <content type="html">&lt;p&gt;Whole &lt;b&gt;text&lt;/b&gt; of two.&lt;/p&gt;</content></entry>
<entry><title>First</title><link href="https://company.example/first/"/><id>https://company.example/first/</id>
  <published>2026-11-23T10:00:00Z</published><updated>2026-11-23T10:00:00Z</updated>
  <summary type="html">&lt;p&gt;Only a summary.&lt;/p&gt;</summary></entry></feed>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Company blog", "items": [
 {"id": "tag:company.example,2026:2", "url": "https://company.example/second/", "title": "Second & last",
  "content_html": "<p>Whole <b>text</b> of two.</p>", "summary": "In short.", "authors": [{"name": "Ann Example"}],
  "tags": ["Engineering", "Databases"], "date_published": "2026-11-24T09:00:00Z", "image": "/cover.jpg"},
 {"id": "https://company.example/first/", "url": "https://company.example/first/", "title": "First",
  "summary": "Only a summary.", "date_published": "2026-11-23T10:00:00Z"}]}"""

WORDPRESS = """[{"id": 2, "guid": {"rendered": "tag:company.example,2026:2"}, "link": "https://company.example/second/",
  "date_gmt": "2026-11-24T09:00:00", "title": {"rendered": "Second &#038; last"},
  "content": {"rendered": "<p>Whole <b>text</b> of two.</p>"}, "excerpt": {"rendered": "<p>In short.</p>"},
  "_embedded": {"author": [{"name": "Ann Example"}], "wp:featuredmedia": [{"source_url": "https://company.example/cover.jpg"}],
   "wp:term": [[{"taxonomy": "category", "name": "News"}],
    [{"taxonomy": "post_tag", "name": "Engineering"}, {"taxonomy": "post_tag", "name": "Databases"}]]}},
 {"id": 1, "guid": {"rendered": "https://company.example/first/"}, "link": "https://company.example/first/",
  "date_gmt": "2026-11-23T10:00:00", "title": {"rendered": "First"}, "content": {"rendered": "<p>Only a summary.</p>"},
  "excerpt": {"rendered": ""}}]"""

HFEED = """<!doctype html><html lang="en"><head><title>Company blog</title></head><body><div class="h-feed">
<article class="h-entry"><h2 class="p-name">Second &amp; last</h2>
 <a class="u-url u-uid" href="https://company.example/second/">x</a>
 <a class="p-author h-card" href="/ann">Ann Example</a>
 <time class="dt-published" datetime="2026-11-24T10:00:00+01:00"></time>
 <a class="p-category" href="#">Engineering</a><a class="p-category" href="#">Databases</a>
 <p class="p-summary">In short.</p>
 <img class="u-featured" src="/cover.jpg" alt=""><div class="e-content"><p>Whole <b>text</b> of two.</p></div></article>
<article class="h-entry"><h2 class="p-name">First</h2><a class="u-url" href="https://company.example/first/">x</a>
 <time class="dt-published" datetime="2026-11-23T10:00:00Z"></time><div class="e-content"><p>Only a summary.</p></div>
</article></div></body></html>"""

TYPES = {
    "rss": (RSS, "application/rss+xml"),
    "atom": (ATOM, "application/atom+xml"),
    "json": (JSON, "application/feed+json"),
    "wordpress": (WORDPRESS, "application/json; charset=UTF-8"),
    "h-feed": (HFEED, "text/html; charset=utf-8"),
}
