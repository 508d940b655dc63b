//! Ten healthy feeds, as different as feeds are.

/// Each with a name.
pub(super) const FEEDS: [(&str, &str); 10] = [
    ("blog (RSS 2.0)", BLOG),
    ("podcast (RSS 2.0)", PODCAST),
    ("news in Japanese (RSS 2.0)", JAPANESE),
    ("news in Russian (RSS 2.0)", RUSSIAN),
    ("journal in French (RSS 1.0)", FRENCH),
    ("weblog (Atom)", WEBLOG),
    ("diary in German (Atom, XHTML)", GERMAN),
    ("channel (Atom, Media RSS)", CHANNEL),
    ("shop in Arabic (RSS 2.0, Media RSS)", ARABIC),
    ("forum in Chinese (Atom)", CHINESE),
];

const BLOG: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>Kettle and Crumb</title>
<atom:link href="https://kettle.example/feed/" rel="self" type="application/rss+xml"/>
<link>https://kettle.example/</link>
<description>Tea, bread and what goes with them</description>
<lastBuildDate>Tue, 10 Mar 2026 08:00:00 +0000</lastBuildDate>
<language>en-GB</language>
<item>
<title>A loaf without kneading</title>
<link>https://kettle.example/2026/03/loaf/</link>
<dc:creator><![CDATA[Ada Miller]]></dc:creator>
<pubDate>Tue, 10 Mar 2026 07:30:00 +0000</pubDate>
<category><![CDATA[bread]]></category>
<guid isPermaLink="false">https://kettle.example/?p=311</guid>
<description><![CDATA[Flour, water, salt and a night of patience &#8230;]]></description>
<content:encoded><![CDATA[<p>Flour, water, salt and a <em>night</em> of patience.</p><p>The <a href="https://mill.example/">mill</a> helps.</p>]]></content:encoded>
<slash:comments>4</slash:comments>
</item>
<item>
<title>First flush has arrived</title>
<link>https://kettle.example/2026/03/first-flush/</link>
<dc:creator><![CDATA[Ben Ode]]></dc:creator>
<pubDate>Mon, 09 Mar 2026 18:05:11 +0000</pubDate>
<category><![CDATA[tea]]></category>
<guid isPermaLink="false">https://kettle.example/?p=308</guid>
<description><![CDATA[Light, green and gone by May.]]></description>
<content:encoded><![CDATA[<p>Light, green and gone by May.</p>]]></content:encoded>
<slash:comments>0</slash:comments>
</item>
<item>
<title>On saving a cracked pot</title>
<link>https://kettle.example/2026/03/pot/</link>
<dc:creator><![CDATA[Ada Miller]]></dc:creator>
<pubDate>Fri, 06 Mar 2026 12:00:00 +0000</pubDate>
<guid isPermaLink="false">https://kettle.example/?p=301</guid>
<description><![CDATA[Milk works, oddly.]]></description>
<content:encoded><![CDATA[<p>Milk works, oddly. <code>a &lt; b</code></p>]]></content:encoded>
<slash:comments>12</slash:comments>
</item>
</channel>
</rss>
"#;

const PODCAST: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0">
  <channel>
    <title>Slow Trains</title>
    <link>https://trains.example/</link>
    <language>en</language>
    <description>Conversations at forty kilometres an hour</description>
    <itunes:author>Line Works</itunes:author>
    <itunes:category text="Society &amp; Culture"><itunes:category text="Places &amp; Travel"/></itunes:category>
    <item>
      <title>41: The night shift</title>
      <link>https://trains.example/41</link>
      <guid isPermaLink="false">5c1d6e0a-41</guid>
      <pubDate>Sun, 08 Mar 2026 05:00:00 GMT</pubDate>
      <description>Who mends the rails while you sleep?</description>
      <itunes:author>Line Works</itunes:author>
      <itunes:duration>00:48:12</itunes:duration>
      <enclosure url="https://cdn.trains.example/41.mp3?s=rss&amp;v=2" length="46120331" type="audio/mpeg"/>
      <podcast:transcript url="https://trains.example/41.vtt" type="text/vtt"/>
    </item>
    <item>
      <title>40: Salt, sand and leaves</title>
      <link>https://trains.example/40</link>
      <guid isPermaLink="false">5c1d6e0a-40</guid>
      <pubDate>Sun, 01 Mar 2026 05:00:00 GMT</pubDate>
      <description>Why autumn is late.</description>
      <itunes:duration>2733</itunes:duration>
      <enclosure url="https://cdn.trains.example/40.mp3" length="43728000" type="audio/mpeg"/>
    </item>
    <item>
      <title>39: The last porter</title>
      <link>https://trains.example/39</link>
      <guid isPermaLink="false">5c1d6e0a-39</guid>
      <pubDate>Sun, 22 Feb 2026 05:00:00 GMT</pubDate>
      <description>Forty years of other people's luggage.</description>
      <itunes:duration>51:07</itunes:duration>
      <enclosure url="https://cdn.trains.example/39.mp3" length="49072000" type="audio/mpeg"/>
    </item>
    <item>
      <title>38: Points of view</title>
      <link>https://trains.example/38</link>
      <guid isPermaLink="false">5c1d6e0a-38</guid>
      <pubDate>Sun, 15 Feb 2026 05:00:00 GMT</pubDate>
      <description>A signal box, from inside.</description>
      <itunes:duration>44:40</itunes:duration>
      <enclosure url="https://cdn.trains.example/38.mp3" length="42880000" type="audio/mpeg"/>
    </item>
  </channel>
</rss>
"#;

const JAPANESE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>湊の便り</title>
<link>https://minato.example/</link>
<description>港町の小さな新聞です。毎朝お届けします。</description>
<language>ja</language>
<item>
<title>新しい灯台が完成しました</title>
<link>https://minato.example/news/1021</link>
<guid>https://minato.example/news/1021</guid>
<pubDate>Mon, 09 Mar 2026 06:00:00 +0900</pubDate>
<description>三年の工事を終えて、新しい灯台に明かりがともりました。</description>
<dc:creator>佐藤 花</dc:creator>
</item>
<item>
<title>朝市は来週から再開します</title>
<link>https://minato.example/news/1020</link>
<guid>https://minato.example/news/1020</guid>
<pubDate>Sun, 08 Mar 2026 06:00:00 +0900</pubDate>
<description>冬のあいだ休んでいた朝市が、来週の土曜日から再開します。</description>
<dc:creator>鈴木 海</dc:creator>
</item>
<item>
<title>図書館の本を自転車で届ける</title>
<link>https://minato.example/news/1019</link>
<guid>https://minato.example/news/1019</guid>
<pubDate>Sat, 07 Mar 2026 06:00:00 +0900</pubDate>
<description>坂の多い町で、司書が自転車に本を積んで走っています。</description>
<dc:creator>佐藤 花</dc:creator>
</item>
</channel>
</rss>
"#;

const RUSSIAN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
<channel>
<title>Вести с реки</title>
<link>https://reka.example/</link>
<description>Новости маленького города на большой реке</description>
<language>ru</language>
<item>
<title>Ледоход начался раньше обычного</title>
<link>https://reka.example/n/77</link>
<guid isPermaLink="false">reka-77</guid>
<pubDate>Mon, 09 Mar 2026 09:15:00 +0300</pubDate>
<category>погода</category>
<description>В этом году лёд на реке тронулся на две недели раньше обычного.</description>
</item>
<item>
<title>Паром снова ходит по расписанию</title>
<link>https://reka.example/n/76</link>
<guid isPermaLink="false">reka-76</guid>
<pubDate>Sun, 08 Mar 2026 17:40:00 +0300</pubDate>
<category>транспорт</category>
<description>После ремонта паром вернулся на переправу, билеты не подорожали.</description>
</item>
<item>
<title>Школьники посадили яблоневый сад</title>
<link>https://reka.example/n/75</link>
<guid isPermaLink="false">reka-75</guid>
<pubDate>Fri, 06 Mar 2026 12:00:00 +0300</pubDate>
<description>Сто двадцать деревьев теперь растут на берегу за школой.</description>
</item>
</channel>
</rss>
"#;

const FRENCH: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel rdf:about="https://carnet.example/">
<title>Le carnet du marché</title>
<link>https://carnet.example/</link>
<description>Ce qui pousse, ce qui se mange</description>
<dc:language>fr</dc:language>
<sy:updatePeriod>daily</sy:updatePeriod>
<items><rdf:Seq>
<rdf:li rdf:resource="https://carnet.example/poireaux"/>
<rdf:li rdf:resource="https://carnet.example/fraises"/>
<rdf:li rdf:resource="https://carnet.example/miel"/>
</rdf:Seq></items>
</channel>
<item rdf:about="https://carnet.example/poireaux">
<title>Les poireaux d'hiver</title>
<link>https://carnet.example/poireaux</link>
<description>Ils ont tenu malgré la neige, voilà déjà une bonne nouvelle.</description>
<dc:creator>Élodie Lefèvre</dc:creator>
<dc:date>2026-03-09T07:00:00+01:00</dc:date>
</item>
<item rdf:about="https://carnet.example/fraises">
<title>Des fraises, déjà</title>
<link>https://carnet.example/fraises</link>
<description>Sous serre, bien sûr, mais sucrées comme en été.</description>
<dc:creator>Noël Garçon</dc:creator>
<dc:date>2026-03-08T07:00:00+01:00</dc:date>
</item>
<item rdf:about="https://carnet.example/miel">
<title>Le prix du miel</title>
<link>https://carnet.example/miel</link>
<description>Une récolte faible et des pots plus petits.</description>
<dc:creator>Élodie Lefèvre</dc:creator>
<dc:date>2026-03-05T07:00:00+01:00</dc:date>
</item>
</rdf:RDF>
"#;

const WEBLOG: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://notes.example/">
<title>Field notes</title>
<link rel="alternate" type="text/html" href="https://notes.example/"/>
<link rel="self" href="https://notes.example/atom.xml"/>
<id>tag:notes.example,2020:/</id>
<updated>2026-03-09T10:00:00Z</updated>
<author><name>Ruth Okafor</name></author>
<entry>
<title>Counting swifts — again</title>
<link rel="alternate" type="text/html" href="2026/swifts"/>
<id>tag:notes.example,2026:/swifts</id>
<published>2026-03-09T09:00:00Z</published>
<updated>2026-03-09T10:00:00Z</updated>
<category term="birds"/>
<content type="html">&lt;p&gt;Two more than last year, says the &lt;a href="2025/swifts"&gt;table&lt;/a&gt;.&lt;/p&gt;</content>
</entry>
<entry>
<title>A map of every puddle</title>
<link rel="alternate" type="text/html" href="2026/puddles"/>
<id>tag:notes.example,2026:/puddles</id>
<published>2026-03-07T09:00:00Z</published>
<updated>2026-03-07T09:00:00Z</updated>
<content type="html">&lt;p&gt;It was out of date by noon.&lt;/p&gt;</content>
</entry>
<entry>
<title>What the hedge said</title>
<link rel="alternate" type="text/html" href="2026/hedge"/>
<id>tag:notes.example,2026:/hedge</id>
<published>2026-03-01T09:00:00Z</published>
<updated>2026-03-02T09:00:00Z</updated>
<content type="html">&lt;p&gt;Mostly wrens.&lt;/p&gt;</content>
</entry>
</feed>
"#;

const GERMAN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
<title type="text">Werkstatttagebuch</title>
<link href="https://werkstatt.example/"/>
<link rel="self" href="https://werkstatt.example/feed"/>
<id>urn:uuid:6a3f1c2e-0000-4000-8000-000000000001</id>
<updated>2026-03-09T18:20:00+01:00</updated>
<entry>
<title type="html">Über Hobel &amp;amp; Späne</title>
<link href="https://werkstatt.example/hobel"/>
<id>urn:uuid:6a3f1c2e-0000-4000-8000-000000000011</id>
<updated>2026-03-09T18:20:00+01:00</updated>
<author><name>Jörg Weiß</name><uri>https://werkstatt.example/joerg</uri></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein <b>schärferes</b> Eisen löst fast jedes Problem.</p></div></content>
</entry>
<entry>
<title>Leim für draußen</title>
<link href="https://werkstatt.example/leim"/>
<id>urn:uuid:6a3f1c2e-0000-4000-8000-000000000010</id>
<updated>2026-03-05T20:00:00+01:00</updated>
<author><name>Jörg Weiß</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Drei Sorten, ein Winter, <i>ein</i> Sieger.</p></div></content>
</entry>
<entry>
<title>Die krumme Tür</title>
<link href="https://werkstatt.example/tuer"/>
<id>urn:uuid:6a3f1c2e-0000-4000-8000-000000000009</id>
<updated>2026-02-27T20:00:00+01:00</updated>
<author><name>Änne Groß</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Nicht die Tür war krumm, das Haus war es.</p></div></content>
</entry>
</feed>
"#;

const CHANNEL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://video.example/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
 <link rel="self" href="http://video.example/feeds/videos.xml?channel_id=UCx"/>
 <id>yt:channel:UCx</id>
 <title>Bench Tests</title>
 <link rel="alternate" href="https://video.example/channel/UCx"/>
 <author><name>Bench Tests</name><uri>https://video.example/channel/UCx</uri></author>
 <published>2019-05-01T00:00:00+00:00</published>
 <entry>
  <id>yt:video:aa1</id>
  <yt:videoId>aa1</yt:videoId>
  <title>Ten kettles compared</title>
  <link rel="alternate" href="https://video.example/watch?v=aa1"/>
  <author><name>Bench Tests</name><uri>https://video.example/channel/UCx</uri></author>
  <published>2026-03-08T15:00:12+00:00</published>
  <updated>2026-03-09T01:00:00+00:00</updated>
  <media:group>
   <media:title>Ten kettles compared</media:title>
   <media:content url="https://video.example/v/aa1" type="application/x-shockwave-flash" width="640" height="390"/>
   <media:thumbnail url="https://i.video.example/aa1.jpg" width="480" height="360"/>
   <media:description>Boiled a hundred litres for you.</media:description>
   <media:community><media:starRating count="310" average="5.00" min="1" max="5"/><media:statistics views="9120"/></media:community>
  </media:group>
 </entry>
 <entry>
  <id>yt:video:aa0</id>
  <yt:videoId>aa0</yt:videoId>
  <title>The quietest fan</title>
  <link rel="alternate" href="https://video.example/watch?v=aa0"/>
  <published>2026-03-01T15:00:00+00:00</published>
  <updated>2026-03-02T01:00:00+00:00</updated>
  <media:group>
   <media:title>The quietest fan</media:title>
   <media:content url="https://video.example/v/aa0" type="application/x-shockwave-flash" width="640" height="390"/>
   <media:description>Measured at night.</media:description>
   <media:community><media:starRating count="120" average="4.90" min="1" max="5"/><media:statistics views="4021"/></media:community>
  </media:group>
 </entry>
 <entry>
  <id>yt:video:a99</id>
  <yt:videoId>a99</yt:videoId>
  <title>Glue, ranked</title>
  <link rel="alternate" href="https://video.example/watch?v=a99"/>
  <published>2026-02-22T15:00:00+00:00</published>
  <updated>2026-02-23T01:00:00+00:00</updated>
  <media:group>
   <media:title>Glue, ranked</media:title>
   <media:content url="https://video.example/v/a99" type="application/x-shockwave-flash" width="640" height="390"/>
   <media:description>We pulled until something gave.</media:description>
   <media:community><media:starRating count="88" average="4.80" min="1" max="5"/><media:statistics views="3303"/></media:community>
  </media:group>
 </entry>
</feed>
"#;

const ARABIC: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:georss="http://www.georss.org/georss">
<channel>
<title>سوق الواحة</title>
<link>https://souq.example/</link>
<description>جديد المتجر كل يوم</description>
<language>ar</language>
<ttl>60</ttl>
<item>
<title>إبريق من النحاس</title>
<link>https://souq.example/p/903</link>
<guid isPermaLink="true">https://souq.example/p/903</guid>
<pubDate>Mon, 09 Mar 2026 10:00:00 +0300</pubDate>
<description>صنع يدوي من ورشة صغيرة في المدينة القديمة.</description>
<media:content url="https://img.souq.example/903.jpg" medium="image" type="image/jpeg"/>
<georss:point>24.47 39.61</georss:point>
</item>
<item>
<title>سجادة صوفية زرقاء</title>
<link>https://souq.example/p/902</link>
<guid isPermaLink="true">https://souq.example/p/902</guid>
<pubDate>Sun, 08 Mar 2026 10:00:00 +0300</pubDate>
<description>نسجت على نول خشبي عمره مئة عام.</description>
<media:content url="https://img.souq.example/902.jpg" medium="image" type="image/jpeg"/>
</item>
<item>
<title>تمر من محصول هذا العام</title>
<link>https://souq.example/p/901</link>
<guid isPermaLink="true">https://souq.example/p/901</guid>
<pubDate>Sat, 07 Mar 2026 10:00:00 +0300</pubDate>
<description>صندوق يكفي العائلة شهرا كاملا.</description>
<media:content url="https://img.souq.example/901.jpg" medium="image" type="image/jpeg"/>
</item>
</channel>
</rss>
"#;

const CHINESE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="zh">
<title>茶友论坛</title>
<link href="https://luntan.example/"/>
<id>https://luntan.example/</id>
<updated>2026-03-09T12:00:00+08:00</updated>
<entry>
<title>新手买什么茶壶比较好</title>
<link href="https://luntan.example/t/5521?page=1&amp;sort=new"/>
<id>https://luntan.example/t/5521</id>
<updated>2026-03-09T12:00:00+08:00</updated>
<author><name>山泉</name></author>
<thr:total>17</thr:total>
<summary>预算三百元左右，平时一个人喝，想听听大家的意见。</summary>
</entry>
<entry>
<title>今年的龙井什么时候上市</title>
<link href="https://luntan.example/t/5519?page=1&amp;sort=new"/>
<id>https://luntan.example/t/5519</id>
<updated>2026-03-08T21:14:00+08:00</updated>
<author><name>云雾</name></author>
<thr:total>3</thr:total>
<summary>听说因为天气冷，要比往年晚十天。</summary>
</entry>
<entry>
<title>分享一次失败的烘焙</title>
<link href="https://luntan.example/t/5514?page=1&amp;sort=new"/>
<id>https://luntan.example/t/5514</id>
<updated>2026-03-07T08:30:00+08:00</updated>
<author><name>老王</name></author>
<thr:total>9</thr:total>
<summary>火太大了，满屋子都是烟，不过学到了很多。</summary>
</entry>
</feed>
"#;
