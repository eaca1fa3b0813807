"""XML of databases and CITATION.cff: what is read, and what happens to a file that is broken or means harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Locator, ParsedSource, SourceText
from site_builder.sources import parse_source
from site_builder.xml_kinds import HOLDERS


def parse(text: str, name: str = "a.xml") -> ParsedSource:
    return parse_source(SourceText(name, text), {})


def told(parsed: ParsedSource) -> list[tuple[str, int]]:
    return [(problem.code, problem.origin.line) for problem in parsed.problems]


PUBMED = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://dtd.nlm.nih.gov/x.dtd">
<PubmedArticleSet>
<PubmedArticle><MedlineCitation><PMID Version="1">31</PMID><Article>
<Journal><JournalIssue><Volume>12</Volume><Issue>3</Issue><PubDate><Year>2019</Year><Month>Mar</Month></PubDate>
</JournalIssue><Title>Journal of lamps</Title></Journal>
<ArticleTitle>Lamps for <i>dark</i> rooms &amp; caf\u00e9s&nbsp;inside.</ArticleTitle>
<Pagination><MedlinePgn>123-30</MedlinePgn></Pagination>
<Abstract><AbstractText Label="AIMS">Light.</AbstractText><AbstractText>Bright.</AbstractText></Abstract>
<AuthorList><Author><LastName>Jug</LastName><ForeName>Ada B</ForeName><Suffix>Jr</Suffix></Author>
<Author><CollectiveName>Lamp Group</CollectiveName></Author></AuthorList></Article>
<MeshHeadingList><MeshHeading><DescriptorName>Light</DescriptorName></MeshHeading></MeshHeadingList>
</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">10.1000/1</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1000/2</ArticleId></ArticleIdList></Reference>
</ReferenceList></PubmedData></PubmedArticle>
</PubmedArticleSet>
"""
ENDNOTE = (
    '<?xml version="1.0" encoding="UTF-8" ?><xml><records><record><rec-number>7</rec-number><contributors><authors>'
    '<author><style face="normal">Jug, Ada</style></author></authors></contributors><titles><title><style>Lamps by '
    '</style><style face="italic">night</style></title><secondary-title>Journal of Lamps</secondary-title></titles>'
    "<pages>45-67</pages><volume>12</volume><number>3</number><keywords><keyword>lamp</keyword></keywords><dates>"
    "<year>2019</year><pub-dates><date>March 5</date></pub-dates></dates><abstract>Bright.</abstract><urls>"
    "<related-urls><url>https://a.org/x</url></related-urls></urls><electronic-resource-num>10.1000/1</electronic-resource-num></record>"
    "<record><titles><title>Shades</title></titles></record></records></xml>"
)
ARXIV = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title>
<entry><id>http://arxiv.org/abs/1901.00001v2</id><published>2019-01-02T18:00:00Z</published>
<title>Lamps by
  night</title><summary> Bright. </summary><author><name>Ada Jug</name></author>
<arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/1</arxiv:doi>
<link href="http://arxiv.org/abs/1901.00001v2" rel="alternate"/></entry></feed>
"""
DBLP = """<dblp><inproceedings key="conf/lamps/Jug16"><author>Ada Jug</author><author>Bo Li 0001</author>
<title>Lamps by night.</title><pages>77-85</pages><year>2016</year><booktitle>LAMPS</booktitle>
<ee>https://doi.org/10.1000/1</ee></inproceedings></dblp>
"""


def test_pubmed_s_xml_is_read() -> None:
    parsed = parse(PUBMED)
    (one,) = parsed.records
    assert (one.title, one.origin.line) == ("Lamps for dark rooms & caf\u00e9s inside", 7)
    assert one.authors == ("Ada B Jug, Jr", "Lamp Group")
    assert (one.venue, one.locator) == ("Journal of lamps", Locator("12", "3", "123-130"))
    assert (one.date and one.date.iso, one.doi, one.keys) == ("2019-03", "10.1000/1", ("31",))
    assert (one.abstract, one.keywords, parsed.problems) == ("AIMS: Light. Bright.", ("Light",), ())


def test_names_in_chinese_are_printed_with_the_family_first() -> None:
    (one,) = parse(PUBMED.replace("<ForeName>Ada B<", "<ForeName>明<").replace(">Jug<", ">王<")).records
    assert one.authors[0] == "王明, Jr"
    software = "cff-version: 1.2.0\ntitle: Lamps\nauthors:\n  - family-names: 王\n    given-names: 明\n"
    assert parse(software, "CITATION.cff").records[0].authors == ("王明",)


def test_endnote_s_xml_is_read() -> None:
    one, other = parse(ENDNOTE).records
    assert (one.title, one.authors, one.venue) == ("Lamps by night", ("Ada Jug",), "Journal of Lamps")
    assert (one.locator, one.date and one.date.iso, one.doi) == (Locator("12", "3", "45-67"), "2019-03-05", "10.1000/1")
    assert (one.abstract, one.keywords, one.links[0].url) == ("Bright.", ("lamp",), "https://a.org/x")
    assert other.title == "Shades"


def test_arxiv_s_feed_is_read() -> None:
    (one,) = parse(ARXIV).records
    assert (one.title, one.authors, one.arxiv, one.doi) == ("Lamps by night", ("Ada Jug",), "1901.00001", "10.1000/1")
    assert (one.abstract, one.date and one.date.iso, one.links) == ("Bright.", "2019-01-02", ())


def test_the_dblp_s_xml_is_read() -> None:
    (one,) = parse(DBLP).records
    assert (one.title, one.authors, one.venue) == ("Lamps by night", ("Ada Jug", "Bo Li"), "LAMPS")
    assert (one.locator.pages, one.doi, one.keys) == ("77-85", "10.1000/1", ("conf/lamps/Jug16",))


def test_what_comes_before_a_fault_is_read_and_the_rest_is_kept() -> None:
    parsed = parse("\n<records>\n<record><titles><title>Lamps</title></titles></record>\n<record><titles>\n<title>Sh")
    assert [record.title for record in parsed.records] == ["Lamps"]
    assert [(lost.origin.line, lost.text) for lost in parsed.unparsed] == [(4, "<record><titles>\n<title>Sh")]
    assert told(parsed) == [("unparsed", 4)]
    assert "not valid XML" in parsed.problems[0].message


def test_a_reference_that_says_nothing_is_kept_as_it_stands() -> None:
    parsed = parse("<records>\n<record><year>2019</year></record>\n</records>\n")
    assert (parsed.records, told(parsed)) == ((), [("unparsed", 2)])
    assert parsed.unparsed[0].text == "<record><year>2019</year></record>"


def test_entities_that_a_file_declares_are_refused() -> None:
    bomb = '<!DOCTYPE records [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n'
    parsed = parse(f"{bomb}<records><record><titles><title>&b;</title></titles></record></records>")
    assert (parsed.records, told(parsed)) == ((), [("unparsed", 1)])
    assert "declares entities" in parsed.problems[0].message


def test_a_file_from_elsewhere_is_neither_fetched_nor_shown() -> None:
    outside = '<!DOCTYPE records [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n<records><record>&a;</record></records>'
    assert told(parse(outside)) == [("unparsed", 1)]


def test_elements_that_are_nested_too_deeply_are_told() -> None:
    parsed = parse("<records><record>" + "<a>" * 1_000)
    assert "nested more than" in parsed.problems[0].message


@pytest.mark.parametrize("text", ["<html><body/></html>", "Lamps", "<opml/>"])
def test_other_xml_is_an_error_with_its_file(text: str) -> None:
    assert told(parse(text)) == [("not-a-xml", 1)]


@pytest.mark.parametrize("first", sorted(HOLDERS.keys() - {"mods"}))
def test_xml_without_references_is_told(first: str) -> None:
    assert told(parse(f"<{first}></{first}>")) == [("no-papers", 0)]
    assert told(parse(f"<a:{first} xmlns:a='https://a.example/'></a:{first}>")) == [("no-papers", 0)]


ELEMENTS = [
    *("record", "titles", "title", "PubmedArticle", "entry", "mods", "titleInfo", "relatedItem", "bib:Article"),
    *("bib:Journal", "z:itemType", "dcterms:isPartOf", "dc:identifier"),
]
PIECES = st.sampled_from(
    [
        *(f"<{name}>" for name in ELEMENTS),
        *(f"</{name}>" for name in ELEMENTS),
        *('<bib:Article rdf:about="a">', '<bib:Journal rdf:about="a">', '<dcterms:isPartOf rdf:resource="a"/>'),
        *("Lamps", "&amp;", "&x;", "&#0;", "\n", "<![CDATA[", "]]>", "<!--", "-->", "<?a?>"),
    ]
)


@given(st.sampled_from(sorted(HOLDERS)), st.lists(PIECES | st.text(), max_size=12))
def test_every_line_is_accounted_for_whatever_stands_there(holder: str, pieces: list[str]) -> None:
    parsed = parse(f"<{holder}>{''.join(pieces)}</{holder}>")
    assert sum(parsed.account.lines.values()) == parsed.account.line_count
    assert parsed.account.records == len(parsed.records)
    assert parsed.records or parsed.problems


CFF = """\
cff-version: 1.2.0
message: Please cite it.
title: LampTool
doi: 10.1000/1
date-released: 2021-05-06
repository-code: https://github.com/lamp/tool
authors:
  - {family-names: Gogh, given-names: Vincent, name-particle: van}
  - name: Lamp Group
keywords: [lamp]
preferred-citation:
  type: article
  title: Lamps for all
  authors: [{family-names: Jug, given-names: Ada, name-suffix: Jr.}]
  journal: Journal of Lamps
  year: 2019
  month: 3
  volume: 12
  issue: 3
  start: 123
  end: 130
references:
  - type: conference-paper
    title: Shades
    authors: [{family-names: Li, given-names: Bo}]
    conference: {name: Lamp Conference}
    year: 2018
    identifiers: [{type: doi, value: 10.1000/3}]
  - type: website
"""


def test_a_citation_file_is_the_software_its_paper_and_its_references() -> None:
    parsed = parse(CFF, "CITATION.cff")
    tool, paper, other = parsed.records
    assert (tool.title, tool.authors) == ("LampTool", ("Vincent van Gogh", "Lamp Group"))
    assert (tool.doi, tool.date and tool.date.iso, tool.keywords) == ("10.1000/1", "2021-05-06", ("lamp",))
    assert (tool.links[0].label, tool.origin.line) == ("Code", 3)
    assert (paper.title, paper.authors, paper.venue) == ("Lamps for all", ("Ada Jug, Jr.",), "Journal of Lamps")
    assert (paper.date and paper.date.iso, paper.locator) == ("2019-03", Locator("12", "3", "123-130"))
    assert (other.title, other.venue, other.doi) == ("Shades", "Lamp Conference", "10.1000/3")
    assert told(parsed) == [("unparsed", 29)]


def test_a_citation_file_that_cannot_be_read_is_told() -> None:
    assert told(parse("title: Lamps\n", "CITATION.cff")) == [("not-a-cff", 1)]
    assert told(parse("cff-version: 1\ntitle: [a\n", "CITATION.cff"))[0][0] == "malformed-yaml"


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/" xmlns:link="http://purl.org/rss/1.0/modules/link/">
 <bib:Article rdf:about="https://lamps.example/1">
  <z:itemType>journalArticle</z:itemType>
  <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
  <bib:authors><rdf:Seq>
   <rdf:li><foaf:Person><foaf:surname>Jug</foaf:surname><foaf:givenName>Ada B</foaf:givenName></foaf:Person></rdf:li>
   <rdf:li><foaf:Person><foaf:surname>Lamp Group</foaf:surname></foaf:Person></rdf:li>
  </rdf:Seq></bib:authors>
  <link:link rdf:resource="#item_9"/>
  <dc:subject>Light</dc:subject>
  <dc:subject><z:AutomaticTag><rdf:value>lamp</rdf:value></z:AutomaticTag></dc:subject>
  <dc:title>Lamps by night.</dc:title>
  <dcterms:abstract>Bright.</dcterms:abstract>
  <dc:date>2019-03-05</dc:date>
  <dc:identifier><dcterms:URI><rdf:value>https://lamps.example/x</rdf:value></dcterms:URI></dc:identifier>
  <bib:pages>123-30</bib:pages>
 </bib:Article>
 <bib:Journal rdf:about="urn:issn:1234-5678">
  <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
  <prism:volume>12</prism:volume><dc:title>Journal of Lamps</dc:title><prism:number>3</prism:number>
  <dc:identifier>DOI 10.1000/1</dc:identifier><dc:identifier>ISSN 1234-5678</dc:identifier>
 </bib:Journal>
 <z:Attachment rdf:about="#item_9"><z:itemType>attachment</z:itemType><dc:title>Full text</dc:title></z:Attachment>
 <rdf:Description rdf:about="#item_10">
  <z:itemType>conferencePaper</z:itemType>
  <dcterms:isPartOf><bib:Series><dc:title>Notes on light</dc:title></bib:Series></dcterms:isPartOf>
  <dcterms:isPartOf><bib:Journal><dc:title>Proceedings of LAMPS</dc:title></bib:Journal></dcterms:isPartOf>
  <dc:title>Shades</dc:title><dc:date>2020</dc:date>
 </rdf:Description>
 <rdf:Description rdf:about="http://arxiv.org/abs/1901.00001">
  <z:itemType>preprint</z:itemType><dc:title>Wicks</dc:title><prism:number>arXiv:1901.00001</prism:number>
 </rdf:Description>
 <rdf:Description rdf:about="urn:x">
  <dc:title>Catalogue of lamps</dc:title><dc:creator>Jug, Ada</dc:creator></rdf:Description>
 <z:Collection rdf:about="#collection_1"><dc:title>My lamps</dc:title></z:Collection>
</rdf:RDF>
"""


def test_zotero_s_rdf_is_read_with_the_journals_that_stand_elsewhere_in_it() -> None:
    parsed = parse(RDF, "a.rdf")
    one, two, three, four = parsed.records
    assert (one.title, one.origin.line, one.authors) == ("Lamps by night", 15, ("Ada B Jug", "Lamp Group"))
    assert (one.venue, one.locator, one.doi) == ("Journal of Lamps", Locator("12", "3", "123-130"), "10.1000/1")
    assert (one.abstract, one.keywords, one.date and one.date.iso) == ("Bright.", ("Light", "lamp"), "2019-03-05")
    assert [link.url for link in one.links] == ["https://lamps.example/x", "https://lamps.example/1"]
    assert (two.title, two.venue) == ("Shades", "Proceedings of LAMPS")
    assert (three.title, three.arxiv, three.locator) == ("Wicks", "1901.00001", Locator())
    assert (four.title, four.authors) == ("Catalogue of lamps", ("Ada Jug",))
    assert parsed.problems == ()


def test_a_journal_that_several_papers_name_lends_none_its_identifiers() -> None:
    other = RDF.replace(
        "Catalogue of lamps</dc:title>", 'Oil</dc:title><dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>'
    )
    one, *_, last = parse(other, "a.rdf").records
    assert (one.venue, one.doi, last.title, last.venue, last.doi) == (
        "Journal of Lamps",
        None,
        "Oil",
        "Journal of Lamps",
        None,
    )


def test_what_zotero_s_rdf_has_before_a_fault_is_read() -> None:
    parsed = parse(RDF[: RDF.index("Catalogue")], "a.rdf")
    assert [record.title for record in parsed.records] == ["Lamps by night", "Shades", "Wicks"]
    assert told(parsed) == [("unparsed", 36)]


MODS = """<?xml version="1.0"?>
<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods ID="jug19">
<titleInfo type="abbreviated"><title>Lamps</title></titleInfo>
<titleInfo><nonSort>The</nonSort><title>lamps by night</title><subTitle>A study</subTitle></titleInfo>
<name type="personal"><namePart type="given">Ada</namePart><namePart type="family">Jug</namePart>
<role><roleTerm authority="marcrelator" type="code">aut</roleTerm></role></name>
<name><namePart>Pan, Bo</namePart></name>
<name><namePart>Editor, An</namePart><role><roleTerm>edt</roleTerm></role></name>
<abstract>Bright.</abstract><subject><topic>lamp</topic></subject>
<relatedItem type="host"><titleInfo><title>Journal of Lamps</title></titleInfo>
<originInfo><dateIssued>2019-03</dateIssued></originInfo>
<part><detail type="volume"><number>12</number></detail><detail type="issue"><number>3</number></detail>
<extent unit="pages"><start>123</start><end>130</end></extent></part></relatedItem>
<identifier type="doi">10.1000/1</identifier><location><url>https://lamps.example/x</url></location>
</mods></modsCollection>
"""


ONE_MODS = MODS.replace('<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods', "<mods:mods").replace(
    "</mods></modsCollection>", "</mods:mods>"
)


@pytest.mark.parametrize("text", [MODS, ONE_MODS])
def test_mods_is_read(text: str) -> None:
    (one,) = parse(text, "a.mods").records
    assert (one.title, one.origin.line, one.keys) == ("The lamps by night: A study", 4, ("jug19",))
    assert (one.authors, one.venue) == (("Ada Jug", "Bo Pan"), "Journal of Lamps")
    assert (one.locator, one.date and one.date.iso) == (Locator("12", "3", "123-130"), "2019-03")
    assert (one.doi, one.links[0].url, one.abstract, one.keywords) == (
        "10.1000/1",
        "https://lamps.example/x",
        "Bright.",
        ("lamp",),
    )
