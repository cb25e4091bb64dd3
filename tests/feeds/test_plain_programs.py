"""What the great publishing programs write as Atom is ordinary: none of it waits for feedparser."""

from __future__ import annotations

import pytest
from tests.feeds.build import read

from ingest.feeds import plain

BLOGGER = """<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet href='a.css' type='text/css'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:georss='http://www.georss.org/georss'
 xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'>
<id>tag:blogger.com,1999:blog-1</id><title type='text'>News</title>
<entry><id>tag:blogger.com,1999:blog-1.post-{n}</id>
<published>2026-03-02T08:00:00.001-08:00</published><updated>2026-03-02T08:00:00.017-08:00</updated>
<category scheme='http://www.blogger.com/atom/ns#' term='world'/><title type='text'>S {n}</title>
<content type='html'>&lt;p&gt;A &amp;amp; B&lt;/p&gt;</content>
<link rel='replies' type='application/atom+xml' href='https://b.example/feeds/{n}' title='More'/>
<link rel='alternate' type='text/html' href='https://b.example/{n}.html' title='S {n}'/>
<author><name>Ann</name><uri>http://www.blogger.com/profile/1</uri>
<email>noreply@blogger.com</email><gd:image rel='g#thumbnail' width='16' src='a.gif'/></author>
<media:thumbnail xmlns:media='http://search.yahoo.com/mrss/' url='https://b.example/i.jpg'/>
<thr:total>0</thr:total><georss:featurename>Rome</georss:featurename>
<georss:point>1 2</georss:point></entry>"""
WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="en-US"
 xml:base="https://w.example/wp-atom.php"><title type="text">News</title>
<link rel="self" type="application/atom+xml" href="https://w.example/feed/atom/"/>
<entry><author><name>Ann</name><uri>https://w.example</uri></author>
<title type="html"><![CDATA[S &#8217; {n}]]></title>
<link rel="alternate" type="text/html" href="https://w.example/{n}/"/>
<id>https://w.example/?p={n}</id><updated>2026-03-02T08:00:00Z</updated>
<published>2026-03-02T08:00:00Z</published><category scheme="https://w.example" term="World"/>
<summary type="html"><![CDATA[Short]]></summary>
<content type="html" xml:base="https://w.example/{n}/"><![CDATA[<p>Long</p>]]></content>
<link rel="replies" type="text/html" href="https://w.example/{n}/#comments" thr:count="0"/>
<thr:total>0</thr:total></entry>"""
GITHUB = """<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en-US"><title>Release notes</title>
<entry><id>tag:github.com,2008:Repository/1/v{n}</id><updated>2026-03-02T08:00:00Z</updated>
<link rel="alternate" type="text/html" href="https://github.com/a/b/releases/tag/v{n}"/>
<title>
   v{n}
</title><content type="html">&lt;p&gt;New&lt;/p&gt;</content><author><name>ann</name></author>
<media:thumbnail height="30" width="30" url="https://a.example/1?s=60&amp;v=4"/></entry>"""
LAUGHS = """<!DOCTYPE feed [<!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///x">]>
<feed xmlns="http://www.w3.org/2005/Atom"><title>&b;</title>
<entry><id>urn:{n}</id><title>&a; &b; &c; &eacute; &nosuch; A & B</title></entry>"""


@pytest.mark.parametrize("template", [BLOGGER, WORDPRESS, GITHUB, LAUGHS])
def test_what_the_great_programs_write_is_ordinary(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, _, entry = template.partition("<entry>")
    entries = (f"<entry>{entry}".replace("{n}", str(n)) for n in range(25))
    body = f"{head}{''.join(entries)}</feed>".encode()
    sort_out = plain.sort_out
    found: list[plain.Sorted | None] = []
    monkeypatch.setattr(plain, "sort_out", lambda text: found.append(sort_out(text)) or found[0])

    quickly = read(body)
    monkeypatch.setattr(plain, "sort_out", lambda _text: None)
    slowly = read(body)

    assert found[0] is not None
    assert None not in found[0].items
    assert quickly == slowly
    assert len(quickly.entries) == 25
