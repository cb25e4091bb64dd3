"""What boxes around an article call themselves, in many languages: data, one place.

Everything is case-folded. A phrase matches a whole line (`HEADINGS`, …) or a line's beginning
(`…_STARTS`). Languages: en de fr es pt it nl sv da no fi pl cs sk hu ro bg hr/sr el tr ru uk ar fa
he hi bn id vi th zh ja ko and a few more.
"""

# ruff: noqa: E501 - lists of phrases read better unwrapped

from __future__ import annotations

import re

from ingest.pages.folding import casefold


def _phrases(text: str) -> frozenset[str]:
    return frozenset(
        casefold(phrase.strip())
        for line in text.strip().splitlines()
        for phrase in line.split("|")
        if phrase.strip()
    )


TEASER_HEADINGS = _phrases("""
trending | trending now | trending stories | trending news | trending topics | most read | most popular | most viewed
most shared | most commented | most watched | popular | popular now | popular posts | popular stories | popular articles
popular news | popular right now | related | related articles | related posts | related stories | related news
related content | related coverage | related topics | related reading | related links | related video | related videos
related article | related story | related post | related items | related searches | read more | read next | read also
also read | read this next | up next | next up | next article | next story | next post | previous article | previous post
more stories | more news | more articles | more posts | more to read | more like this | more to explore | more coverage
more on this story | more on this topic | more on this | more from us | more headlines | more top stories | top stories
top news | top headlines | top picks | top reads | editor's picks | editors' picks | editor’s picks | editors’ picks
editor's choice | editor’s choice | editors' choice | our picks | staff picks | recommended | recommended for you
recommended reading | recommended stories | recommended articles | recommendations | you may like | you might like
you may also like | you might also like | you may also enjoy | you might also enjoy | you may also be interested in
you may have missed | you might have missed | in case you missed it | don't miss | don’t miss | do not miss | must read
must reads | must-reads | latest | latest news | latest stories | latest articles | latest posts | latest headlines
latest updates | latest videos | breaking news | recent posts | recent articles | recent stories | recent news | new posts
newest | other stories | other news | other articles | others also read | people also read | readers also liked
what to read next | what others are reading | what's hot | what’s hot | what's next | what’s next | hot topics | hot now
keep reading | continue exploring | explore more | discover more | further reading on this site | see also | see more
similar articles | similar posts | similar stories | similar news | stories for you | picked for you | for you
selected for you | suggested for you | suggested stories | suggested articles | suggested reading | suggestions
featured | featured stories | featured articles | featured posts | featured videos | in other news | in this section
in this series | more in this series | also in this series | more in this section | more from this author
more from this section | more from author | more by this author | also on this site | elsewhere on this site
around the web | from the web | from around the web | from our partners | from our network | from our sponsors
promoted stories | promoted content | promoted links | sponsored | sponsored content | sponsored stories
sponsored links | partner content | paid content | paid post | paid partner content | watch next | watch now | watch more
watch also | watch | popular videos | today's top stories | today’s top stories | today's headlines | today’s headlines
this week's top stories | new this week | live now | the latest | just in | dig deeper | go deeper | explore | on this topic
stories you may like | stories you might like | you'll also like | you’ll also like | if you liked this story
what we're reading | what we’re reading | what we are reading | trending in | our recommendations | our best stories
handpicked for you | reader favourites | readers' favourites | top of the week | worth reading | the most read | photos
news in brief | also of interest | also interesting | also recommended | on our radar | related tags | related stocks
das könnte sie auch interessieren | das könnte sie interessieren | das könnte dich auch interessieren
das könnte dich interessieren | auch interessant | ebenfalls interessant | auch lesenswert | lesen sie auch | lesen sie mehr
lesen sie dazu | lies auch | lesetipps | lesetipp | leseempfehlung | leseempfehlungen | mehr zum thema | mehr dazu | mehr zu
mehr aus | mehr davon | mehr lesen | mehr nachrichten | mehr artikel | mehr news | mehr von uns | mehr für dich | mehr für sie
weitere artikel | weitere nachrichten | weitere meldungen | weitere themen | weitere beiträge | weitere news | weitere links
weitere informationen | weiterlesen | zum weiterlesen | meistgelesen | meistgelesene artikel | meist gelesen
meistgelesene | die meistgelesenen artikel | am meisten gelesen | meistgeklickt | meistkommentiert | beliebt | beliebte artikel
beliebteste artikel | beliebte beiträge | ähnliche artikel | ähnliche beiträge | ähnliche themen | verwandte artikel
verwandte themen | verwandte beiträge | verwandte inhalte | zugehörige artikel | zum thema | themen | passend zum thema
passend dazu | aktuell | aktuelles | aktuelle nachrichten | aktuelle meldungen | aktuelle artikel | neueste artikel
neueste beiträge | neueste nachrichten | neueste meldungen | letzte beiträge | neuste artikel | schlagzeilen | top-themen
topthemen | top themen | top-news | topnews | top news | unsere empfehlungen | unsere empfehlung | empfehlungen
empfehlungen der redaktion | empfehlung der redaktion | redaktionsempfehlung | empfohlen | empfohlene artikel
empfohlener redaktioneller inhalt | nicht verpassen | jetzt lesen | im trend | trends | newsticker | eilmeldung | eilmeldungen
nächster artikel | vorheriger artikel | mehr zum artikel | aus dem archiv | auch spannend | das interessiert andere leser
andere leser interessierte auch | anzeigen | dossier | bilderstrecke | aus dem ressort | neu auf der seite
à lire aussi | a lire aussi | lire aussi | à lire également | à lire | à lire ensuite | à lire sur le même sujet | à voir aussi
à voir également | voir aussi | voir plus | à ne pas manquer | à découvrir | à découvrir aussi | à suivre | à la une | a la une
les plus lus | les plus populaires | les plus partagés | les plus commentés | le plus lu | le plus lus | les plus récents
articles les plus lus | articles populaires | articles similaires | articles liés | articles connexes | articles récents
articles associés | articles recommandés | autres articles | autres actualités | derniers articles | dernières actualités
dernières nouvelles | dernières infos | dernières news | dernière minute | en ce moment | en continu | en direct | sur le même sujet
sur le même thème | dans la même rubrique | dans la même catégorie | dans la même série | vous aimerez aussi
vous aimerez peut-être | vous pourriez aimer | vous pourriez aussi aimer | cela pourrait vous intéresser
ces articles pourraient vous intéresser | ceci peut vous intéresser | ça peut vous intéresser | nos recommandations
recommandé pour vous | recommandés pour vous | recommandations | notre sélection | la sélection de la rédaction
le choix de la rédaction | les choix de la rédaction | tendances | populaire | populaires | pour aller plus loin | plus d'articles
plus d’articles | plus d'actualités | plus d’actualités | plus sur le sujet | plus sur ce sujet | contenus sponsorisés
contenu sponsorisé | contenu partenaire | article suivant | article précédent | l'actu en continu | les articles les plus lus
l’essentiel de l’actu | nos derniers articles | l'actualité | l’actualité | aussi dans l'actualité | dossiers
lo más leído | lo mas leido | lo más visto | lo más popular | lo más compartido | lo más comentado | lo más reciente | lo último
lo + leído | lo más | más leído | más leídas | más leídos | más leidas | las más leídas | los más leídos | más visto | más vistos
más popular | más populares | populares | noticias más leídas | noticias relacionadas | notas relacionadas
artículos relacionados | contenido relacionado | contenidos relacionados | información relacionada | entradas relacionadas
relacionado | relacionados | relacionadas | te puede interesar | te puede gustar | te podría interesar | le puede interesar
le podría interesar | te podría gustar | también te puede interesar | también te puede gustar | también puede interesarte
puede interesarte | quizás te interese | quizá te interese | tal vez te interese | te recomendamos | recomendamos | recomendado
recomendados | recomendado para ti | recomendados para ti | recomendaciones | lee también | lea también | leer también
lea además | lee además | leer más | lea más | lee más | ver más | ver también | vea también | mira también | mirá también
además | no te pierdas | no te lo pierdas | no se pierda | últimas noticias | ultimas noticias | última hora | últimas entradas
últimos artículos | noticias recientes | entradas recientes | artículos recientes | noticias destacadas | destacados | destacadas
destacado | más noticias | más información | más artículos | más sobre este tema | más de este tema | más en | más sobre
otras noticias | otros artículos | en portada | en tendencia | tendencias | tendencia | sobre este tema | siguiente artículo
artículo anterior | siguiente noticia | noticia anterior | contenido patrocinado | sigue leyendo | seguir leyendo | te sugerimos
mais lidas | mais lidos | mais lido | as mais lidas | os mais lidos | as + lidas | + lidas | mais vistas | mais vistos
mais populares | mais acessadas | mais comentadas | mais recentes | leia também | leia mais | leia ainda | leia a seguir | ler também
ler mais | veja também | veja mais | ver mais | saiba mais | saiba também | confira também | confira | vale a pena ler | últimas
últimas notícias | ultimas noticias | notícias relacionadas | artigos relacionados | matérias relacionadas | posts relacionados
conteúdo relacionado | conteúdos relacionados | relacionadas | relacionados | você pode gostar | você também pode gostar
você pode se interessar | pode interessar | também lhe pode interessar | pode gostar de | talvez você goste
talvez lhe interesse | recomendado para você | recomendados para você | recomendadas | recomendações | recomendamos
não perca | em alta | em destaque | destaques | destaque | mais notícias | mais artigos | mais sobre o assunto | mais sobre
mais sobre este tema | outras notícias | outros artigos | notícias recentes | posts recentes | artigos recentes | próxima notícia
próximo artigo | artigo anterior | conteúdo patrocinado | assuntos relacionados | continue lendo | notícias mais lidas | no trending
leggi anche | leggi altro | leggi tutto | leggi di più | leggi pure | leggi ancora | più letti | più lette | i più letti | le più lette
le più viste | gli articoli più letti | articoli più letti | notizie più lette | articoli correlati | notizie correlate
contenuti correlati | post correlati | correlati | articoli simili | articoli recenti | ultimi articoli | ultime notizie | ultim'ora
ultim’ora | ultime news | altre notizie | altri articoli | potrebbe interessarti | potrebbe interessarti anche
potrebbero interessarti | ti potrebbe interessare | ti potrebbe interessare anche | ti può interessare | ti potrebbe piacere
vi potrebbe interessare | ti consigliamo | consigliati | consigliati per te | consigliato per te | da non perdere | in evidenza
in primo piano | di tendenza | tendenze | vedi anche | vedi altro | guarda anche | guarda pure | dello stesso autore
sullo stesso argomento | sullo stesso tema | per approfondire | approfondimenti | approfondisci | articolo successivo
articolo precedente | notizie del giorno | popolari | contenuti sponsorizzati | scopri anche | scelti per te | i più popolari
meest gelezen | best gelezen | meest bekeken | meest populair | populair | populaire artikelen | lees ook | lees meer | lees verder
lees ook dit | lees hier ook | meer lezen | verder lezen | gerelateerd | gerelateerde artikelen | gerelateerde berichten
gerelateerd nieuws | gerelateerde onderwerpen | meer nieuws | meer artikelen | meer over dit onderwerp | meer over | meer van
meer in | ander nieuws | andere artikelen | laatste nieuws | net binnen | nieuwste artikelen | nieuwste berichten
recente berichten | recente artikelen | uitgelicht | aanbevolen | aanbevolen voor jou | aanbevolen artikelen | aanraders | tips
misschien vind je dit ook leuk | dit vind je misschien ook interessant | vond je dit interessant | ook interessant | bekijk ook
bekijk meer | mis het niet | niet te missen | trending nieuws | volgende artikel | vorige artikel | het laatste nieuws | uit de krant
läs också | läs även | läs mer | läs vidare | mest läst | mest lästa | mest läst just nu | relaterade artiklar | relaterat
senaste nytt | senaste nyheterna | senaste | fler nyheter | fler artiklar | mer om ämnet | mer om | mer från | populärt
rekommenderat | rekommenderas | rekommenderad läsning | du kanske också gillar | missa inte | just nu | toppnyheter
læs også | læs mere | mest læste | mest læst | relaterede artikler | relateret | seneste nyt | seneste nyheder | seneste
flere nyheder | flere artikler | mere om | mere fra | anbefalet | anbefalede artikler | populært | gå ikke glip af | måske vil du også
les også | les mer | mest lest | mest leste | mest lest nå | relaterte artikler | relatert | siste nytt | siste nyheter | siste
flere nyheter | flere artikler | mer om saken | anbefalt | anbefalt for deg | anbefalte artikler | se også | se mer
lue myös | lue lisää | luetuimmat | luetuin | suosituimmat | uusimmat | tuoreimmat | aiheesta lisää | lisää aiheesta
aiheeseen liittyvää | lisää uutisia | suosittelemme | katso myös | viimeisimmät uutiset | muita artikkeleita
lestu meira | loe ka | loe veel | enimloetud | seotud artiklid | lasi arī | lasi vēl | lasītākais | skaityk daugiau | taip pat skaitykite
skaitomiausi | susiję straipsniai | daugiau naujienų
czytaj także | czytaj też | czytaj również | czytaj więcej | czytaj dalej | przeczytaj także | przeczytaj również
przeczytaj też | przeczytaj więcej | zobacz także | zobacz też | zobacz również | zobacz więcej | sprawdź także | najczęściej czytane
najpopularniejsze | popularne | popularne artykuły | najnowsze | najnowsze artykuły | najnowsze wiadomości | najnowsze informacje
najnowsze wpisy | ostatnie wpisy | ostatnie artykuły | powiązane | powiązane artykuły | powiązane tematy | powiązane treści
podobne artykuły | podobne tematy | podobne wpisy | podobne | polecane | polecane artykuły | polecamy | polecamy również | polecamy też
polecane dla ciebie | warto przeczytać | warto zobaczyć | nie przegap | więcej na ten temat | więcej na temat | więcej artykułów
więcej wiadomości | więcej o | więcej z | na ten temat | inne artykuły | inne tematy | może cię zainteresować
to może cię zainteresować | mogą cię zainteresować | może cię również zainteresować | gorące tematy | na topie | dzieje się | wideo
następny artykuł | poprzedni artykuł | materiał sponsorowany | materiały promocyjne
čtěte také | čtěte dále | přečtěte si také | přečtěte si | mohlo by vás zajímat | mohlo by vás také zajímat | nejčtenější | související
související články | další články | další zprávy | nejnovější | poslední zprávy | doporučujeme | doporučené články | podobné články
čítajte aj | čítajte ďalej | prečítajte si aj | prečítajte si tiež | mohlo by vás zaujímať | najčítanejšie | súvisiace články | ďalšie články
kapcsolódó cikkek | kapcsolódó | olvasta már | olvasson tovább | ajánljuk | ajánlott cikkek | legolvasottabb | legfrissebb | legnépszerűbb
további cikkek | további hírek | friss hírek | ez is érdekelheti | ezeket is ajánljuk | olvass tovább | hasonló cikkek
citește și | citeşte şi | citește mai mult | citește mai departe | cele mai citite | articole similare | articole recente
articole asemănătoare | articole populare | știri similare | ultimele știri | ultimele stiri | vezi și | recomandări | recomandate
te-ar putea interesa | s-ar putea să-ți placă | pe aceeași temă | nu rata | cele mai noi | alte știri | alte articole
прочетете още | прочети още | още по темата | още от | най-четени | най-четено | подобни статии | свързани статии | последни новини
свързани новини | препоръчано | препоръчваме | вижте още | още новини | най-нови
pročitajte još | pročitajte i | pročitaj još | pročitajte više | najčitanije | najnovije | povezane vijesti | povezani članci
povezane vesti | slične vijesti | preporučujemo | preporučeno | vezane vijesti | još vijesti | možda vas zanima | izdvojeno
preberite tudi | preberite še | najbolj brano | povezani članki | прочитајте још | најчитаније | повезане вести | najnovije vesti
διαβάστε επίσης | διαβάστε ακόμη | διαβάστε ακόμα | διαβάστε περισσότερα | δείτε επίσης | σχετικά άρθρα | σχετικά θέματα
σχετικά | δημοφιλή | τα πιο δημοφιλή | πιο δημοφιλή | δημοφιλέστερα | τελευταία νέα | τελευταίες ειδήσεις | ροή ειδήσεων | προτεινόμενα
περισσότερα νέα | περισσότερα | μην χάσετε | διαβάστε | τελευταία άρθρα | πρόσφατα άρθρα | ίσως σας ενδιαφέρει
ilgili haberler | ilgili haber | ilgili yazılar | ilgili içerikler | ilgili konular | benzer haberler | benzer yazılar
benzer içerikler | çok okunanlar | en çok okunanlar | en çok okunan | en çok okunan haberler | en çok izlenenler | çok okunan haberler
popüler haberler | popüler | popüler yazılar | son dakika | son haberler | son eklenenler | son yazılar | güncel haberler | öne çıkanlar
öne çıkan haberler | bunları da beğenebilirsiniz | ilginizi çekebilir | bunlar da ilginizi çekebilir | ilginizi çekebilecek haberler
sizin için seçtiklerimiz | önerilen haberler | önerilenler | ayrıca okuyun | bunu da okuyun | şunu da okuyun | diğer haberler
daha fazla haber | daha fazla | gündem | sıradaki haber | önceki haber | sonraki haber | kaçırmayın | trend haberler | manşetler
читайте также | читать также | читайте ещё | читайте еще | читать ещё | читать еще | читать далее | читайте далее | читайте по теме
по теме | материалы по теме | новости по теме | статьи по теме | ещё по теме | еще по теме | похожие статьи | похожие новости
похожие материалы | похожие записи | похожее | самое читаемое | самые читаемые | самое популярное | популярное | популярные новости
популярные статьи | популярные материалы | самое обсуждаемое | самое интересное | самое важное | главное | главные новости | главное за день
последние новости | последние материалы | последние записи | последнее | свежие новости | свежие записи | новости дня | новости
лента новостей | рекомендуем | рекомендуемое | рекомендуем почитать | рекомендуем прочитать | мы рекомендуем | рекомендации
вам может быть интересно | вам также может быть интересно | вам может понравиться | вам будет интересно | это интересно | смотрите также
смотрите ещё | смотрите еще | смотри также | см. также | ещё новости | еще новости | больше новостей | другие новости | другие материалы
новости партнёров | новости партнеров | партнёрские материалы | не пропустите | что ещё почитать | что еще почитать | в тренде | тренды
обсуждаемое | выбор редакции | актуально | топ новостей | сюжет | сюжеты | также по теме | ранее по теме | подробнее
читайте також | читати також | читайте ще | по темі | за темою | матеріали за темою | схожі новини | схожі статті | популярне | популярні новини
найпопулярніше | найчитаніше | останні новини | останні | головне | головні новини | рекомендуємо | вас може зацікавити | дивіться також
новини партнерів | більше новин | інші новини | новини за темою | вибір редакції | топ новини
اقرأ أيضا | اقرأ أيضًا | اقرأ أيضاً | إقرأ أيضا | إقرأ أيضاً | اقرأ المزيد | إقرأ المزيد | اقرأ ايضا | الأكثر قراءة | الاكثر قراءة | الأكثر مشاهدة
الأكثر شعبية | الأكثر تداولا | الأكثر تداولاً | الأكثر تعليقا | مقالات ذات صلة | أخبار ذات صلة | موضوعات ذات صلة | مواضيع ذات صلة
ذات صلة | مواضيع متعلقة | أخبار متعلقة | قد يعجبك | قد يعجبك أيضا | قد يعجبك أيضاً | قد يهمك | قد يهمك أيضا | ربما يعجبك | آخر الأخبار
أحدث الأخبار | أخبار عاجلة | عاجل | المزيد | المزيد من الأخبار | المزيد حول هذا الموضوع | مختارات | اخترنا لك | اخترنا لكم | ننصحك بقراءة
موصى به | شاهد أيضا | شاهد أيضاً | تابع القراءة | أهم الأخبار | الأكثر رواجا | لا تفوت | مقترحات | نرشح لك | المقال التالي | ترند | أبرز الأخبار
بیشتر بخوانید | مطالب مرتبط | اخبار مرتبط | پربازدیدترین | پربیننده ترین | آخرین اخبار | تازه ترین اخبار | بخوانید | همچنین بخوانید | پیشنهاد سردبیر
مزید پڑھیں | یہ بھی پڑھیں | متعلقہ خبریں | تازہ ترین
קראו גם | קרא גם | כתבות נוספות | עוד בנושא | הנקראות ביותר | כתבות קשורות | אולי יעניין אותך | מומלצים | עוד כתבות | חדשות אחרונות
यह भी पढ़ें | ये भी पढ़ें | इसे भी पढ़ें | और पढ़ें | संबंधित खबरें | संबंधित ख़बरें | संबंधित लेख | संबंधित समाचार | ताज़ा खबरें | ताजा खबरें | ताज़ा ख़बरें
ताजा समाचार | सबसे ज्यादा पढ़ा गया | सबसे ज़्यादा पढ़ा गया | सबसे ज्यादा पढ़ी गई | सर्वाधिक पढ़ी गई | सर्वाधिक पढ़ा गया | लोकप्रिय | लोकप्रिय खबरें | ट्रेंडिंग
ट्रेंडिंग न्यूज़ | आपके लिए | आपको पसंद आ सकता है | शायद आपको पसंद आए | अन्य खबरें | और खबरें | बड़ी खबरें | मुख्य समाचार | टॉप न्यूज़ | जरूर पढ़ें | ज़रूर पढ़ें
आगे पढ़ें | अगली खबर | और देखें | सुझाव | यह भी देखें | लेटेस्ट न्यूज़
আরও পড়ুন | আরও খবর | সম্পর্কিত খবর | সর্বাধিক পঠিত | সর্বশেষ | জনপ্রিয় | এ সম্পর্কিত | আরো পড়ুন | এই বিভাগের আরও খবর | सम्बन्धित समाचार
மேலும் படிக்க | தொடர்புடைய செய்திகள் | ఇవి కూడా చదవండి | సంబంధిత వార్తలు | ఇది చదవండి | കൂടുതൽ വായിക്കുക | ಇದನ್ನೂ ಓದಿ | आणखी वाचा | हेही वाचा
baca juga | baca selengkapnya | baca lainnya | berita terkait | artikel terkait | terkait | terpopuler | berita terpopuler | terkini | berita terkini
berita lainnya | artikel lainnya | berita populer | rekomendasi | rekomendasi untuk anda | pilihan editor | pilihan untukmu | jangan lewatkan
lihat juga | simak juga | populer | trending topik | paling banyak dibaca | berita terbaru | terbaru | anda mungkin juga suka
berita berkaitan | artikel berkaitan | paling popular | basahin din | kaugnay na balita | pinakabago
đọc thêm | xem thêm | tin liên quan | bài viết liên quan | bài liên quan | tin cùng chuyên mục | cùng chuyên mục | tin mới | tin mới nhất
tin tức liên quan | đọc nhiều | đọc nhiều nhất | xem nhiều | tin nổi bật | có thể bạn quan tâm | bạn có thể quan tâm | có thể bạn thích | tin khác
tin tức khác | chủ đề liên quan | mới nhất | bài viết mới | tin nóng
อ่านเพิ่มเติม | ข่าวที่เกี่ยวข้อง | บทความที่เกี่ยวข้อง | ยอดนิยม | ข่าวล่าสุด | ข่าวยอดนิยม | เรื่องที่เกี่ยวข้อง | แนะนำ | อ่านต่อ | ข่าวแนะนำ
相关阅读 | 相关新闻 | 相关文章 | 相关报道 | 相关推荐 | 相关链接 | 相关内容 | 相关专题 | 相关资讯 | 延伸阅读 | 扩展阅读 | 更多新闻 | 更多报道 | 更多文章 | 更多内容
更多阅读 | 更多精彩 | 阅读更多 | 热门新闻 | 热门文章 | 热门推荐 | 热门 | 热点 | 热点新闻 | 热点推荐 | 热读 | 热搜 | 最热 | 最新 | 最新新闻 | 最新消息 | 最新文章 | 最新资讯
最新报道 | 最多阅读 | 阅读排行 | 阅读排行榜 | 点击排行 | 排行榜 | 新闻排行 | 推荐 | 推荐阅读 | 推荐新闻 | 为您推荐 | 为你推荐 | 猜你喜欢 | 猜您喜欢 | 编辑推荐 | 精选 | 精彩推荐 | 您可能感兴趣
你可能感兴趣 | 您可能喜欢 | 你可能喜欢 | 你可能也喜欢 | 您可能也喜欢 | 今日热点 | 今日要闻 | 要闻 | 头条 | 下一篇 | 上一篇 | 读者最爱 | 大家都在看 | 正在热读 | 不要错过
相關新聞 | 相關閱讀 | 相關文章 | 相關報導 | 相關報道 | 延伸閱讀 | 更多新聞 | 更多報導 | 熱門新聞 | 熱門文章 | 熱門 | 最新新聞 | 推薦閱讀 | 推薦 | 你可能感興趣 | 你可能也喜歡 | 猜你喜歡
編輯推薦 | 為你推薦 | 您可能也喜歡 | 大家都在看 | 閱讀更多 | 即時新聞 | 人氣 | 看更多 | 熱門話題 | 其他人也在看 | 不要錯過 | 焦點新聞
関連記事 | 関連ニュース | 関連リンク | 関連コンテンツ | 関連キーワード | 関連トピックス | 関連する記事 | 関連 | 関連動画 | 関連特集 | 人気記事 | 人気の記事 | 人気ランキング | アクセスランキング | ランキング
記事ランキング | よく読まれている記事 | よく読まれています | よく読まれた記事 | 最新記事 | 最新ニュース | 新着記事 | 新着 | 新着ニュース | 新着情報 | おすすめ | おすすめ記事 | おすすめの記事 | オススメ記事
あなたにおすすめ | あなたにおすすめの記事 | あなたへのおすすめ | こちらもおすすめ | あわせて読みたい | 合わせて読みたい | 併せて読みたい | こんな記事も | この記事も読まれています | こちらも読まれています
その他の記事 | その他のニュース | 他の記事 | もっと読む | 続きを読む | 次の記事 | 前の記事 | 注目記事 | 注目の記事 | 注目ニュース | 注目 | ピックアップ | 特集 | トピックス | 話題の記事 | 急上昇 | トレンド | 主要ニュース
編集部のおすすめ | 編集部おすすめ | この記事を読んだ人におすすめ | 同じカテゴリの記事 | 同カテゴリーの記事 | 最近の記事
관련기사 | 관련 기사 | 관련뉴스 | 관련 뉴스 | 관련 글 | 관련글 | 관련 콘텐츠 | 많이 본 기사 | 많이 본 뉴스 | 많이본 기사 | 많이본 뉴스 | 가장 많이 본 뉴스 | 가장 많이 본 기사 | 많이 읽은 기사 | 인기기사
인기 기사 | 인기뉴스 | 인기 뉴스 | 인기글 | 인기 글 | 인기 | 최신기사 | 최신 기사 | 최신뉴스 | 최신 뉴스 | 최신글 | 추천기사 | 추천 기사 | 추천뉴스 | 추천 뉴스 | 추천 | 함께 보면 좋은 기사 | 함께 볼만한 뉴스
함께 보면 좋은 글 | 이 기사도 읽어보세요 | 이런 기사도 | 이 시각 주요뉴스 | 이 시각 주요 뉴스 | 주요뉴스 | 주요 뉴스 | 핫이슈 | 실시간 뉴스 | 실시간 인기 | 다른 기사 | 다음 기사 | 이전 기사 | 더보기 | 더 보기
당신이 좋아할 만한 | 놓치지 마세요 | 오늘의 핫뉴스 | 오늘의 주요뉴스 | 에디터 픽 | 랭킹뉴스 | 랭킹 뉴스 | 많이 본 | 지금 뜨는 뉴스
read next | διαβάστε ακόμα | διαβαστε ακομη | δείτε ακόμα | δείτε ακόμη | δείτε επίσης | ίσως σας ενδιαφέρει | zobacz też | czytaj też | ये भी पढ़ें | यह भी पढ़ें | इसे भी देखें | قد يهمك أيضا | شاهد أيضا | עוד בנושא | עוד באתר | ilgili haber | ilgili haberler | günün öne çıkanları
also in the news | also in the headlines | elsewhere in the news | more in the news | more in news | also today | also this week
""")

TEASER_STARTS = tuple(sorted(_phrases("""
more from | more in | more on | more by | more about | more stories | more news | read more | most read | most popular
related to | related: | also read | read also | also see | see also | watch: | watch more | trending | recommended | you may also
you might also | others are reading | latest from | latest in | latest on | top stories | popular in | popular on | the latest
mehr aus | mehr zu | mehr über | mehr von | lesen sie auch | lesen sie mehr | lesen sie hier | lesen sie dazu | lesen sie:
lies auch | lesen sie jetzt | auch interessant | das könnte | meistgelesen | weitere artikel | weitere nachrichten
à lire aussi | lire aussi | a lire aussi | lire également | à lire également | voir aussi | à lire : | à lire: | les plus lus
plus d'articles | plus d’articles | sur le même sujet | retrouvez aussi
lea también | lee también | leer también | te puede interesar | le puede interesar | lea además | lee además | más de | más sobre
puedes leer | también lea | también lee | también te puede | lea aquí | lee aquí | vea también | mira también | no te pierdas | lo más
leia também | leia mais | veja também | veja mais | saiba mais | leia ainda | confira também | mais de | mais sobre | ler também
leggi anche | potrebbe interessarti | ti potrebbe interessare | leggi pure | vedi anche | leggi l'articolo | guarda anche
lees ook | lees meer | lees verder | bekijk ook | meer over | meer van | läs också | läs även | läs mer | læs også | les også | les mer
lue myös | lue lisää | czytaj też | czytaj także | czytaj również | czytaj więcej | zobacz także | zobacz też | zobacz również
przeczytaj | polecamy | więcej o | čtěte také | čtěte dále | čtěte i | přečtěte si | čítajte aj | olvasta már | olvass tovább
citește și | citeşte şi | vezi și | прочетете | вижте още | pročitajte | διαβάστε | δείτε επίσης | ilgili haber | ayrıca oku
читайте также | читать также | читайте по теме | читайте: | смотрите также | смотри также | материал по теме | также по теме
читайте ещё | читайте еще | читайте також | дивіться також | اقرأ أيض | إقرأ أيض | اقرأ المزيد | طالع أيض | شاهد أيض | بیشتر بخوانید
همچنین بخوانید | यह भी पढ़ें | ये भी पढ़ें | इसे भी पढ़ें | आगे पढ़ें | আরও পড়ুন | आणखी वाचा | हेही वाचा | baca juga | simak juga | lihat juga
đọc thêm | xem thêm | >> xem | 相关阅读 | 延伸阅读 | 推荐阅读 | 更多阅读 | 相關新聞 | 延伸閱讀 | 【関連 | 関連記事 | 関連： | あわせて読みたい
don't miss: | don’t miss: | must read | can also read | related reading | mehr zum thema | mehr dazu | passend dazu | dazu passend | zum artikel: | auch lesenswert
čítajte tiež | prečítajte si | olvassa el | olvasd el | ez is érdekelheti | kapcsolódó | bunları da oku | bunu da oku | bunları da okuyun | ayrıca okuyun | okumaya devam
اقرأ أيضا | اقرأ أيضًا | اقرأ أيضاً | إقرأ أيضا | إقرأ أيضًا | إقرأ أيضاً | اقرأ ايضا | طالع أيضا | طالع أيضًا | شاهد أيضا | شاهد أيضًا | مزید پڑھیں | یہ بھی پڑھیں
קראו גם | קרא גם | קראו עוד | לקריאה נוספת | עוד בנושא | ראו גם | อ่านเพิ่มเติม | อ่านต่อ | ข่าวที่เกี่ยวข้อง | อ่านข่าว
llegeix també | llegiu també | vegeu també | le tamén | irakurri ere | irakurri gehiago | taip pat skaitykite | skaitykite taip pat | skaitykite daugiau | lasi arī | lasiet arī | lasi vēl | loe ka | loe veel | vaata ka
preberite tudi | preberi tudi | preberite še | poglejte tudi | прочитајте и | прочитај и | поврзани вести | чытайце таксама | тағы оқыңыз | həmçinin oxuyun | lexo edhe | lexoni edhe | sjá einnig | lesa meira
ასევე წაიკითხეთ | წაიკითხეთ ასევე | կարդացեք նաև | basahin din | soma pia | soma zaidi | மேலும் படிக்க | இதையும் படிக்க | ఇది కూడా చదవండి | ఇవీ చదవండి | ഇതും വായിക്കുക | આ પણ વાંચો | ಇದನ್ನೂ ಓದಿ | ਇਹ ਵੀ ਪੜ੍ਹੋ | हे ही वाचा
合わせて読みたい | ▶ | 관련기사 | 관련 기사 | ☞ | [관련 | 【相关 | 更多新闻 | 阅读更多
"""), key=len, reverse=True))  # fmt: skip

AUTHOR_HEADINGS = _phrases("""
about the author | about the authors | about author | about the writer | about the reporter | about the journalist | meet the author | author bio | the author | written by
über den autor | über die autorin | zum autor | zur autorin | zur person | über die autoren | à propos de l'auteur | à propos de l’auteur | l'auteur | l’auteur | sobre el autor | sobre la autora | acerca del autor
sobre o autor | sobre a autora | l'autore | l’autore | sull'autore | over de auteur | om författaren | om forfatteren | tietoa kirjoittajasta | o autorze | o autorovi | a szerzőről | despre autor | за автора | o autoru
σχετικά με τον συντάκτη | yazar hakkında | об авторе | про автора | عن الكاتب | نبذة عن الكاتب | درباره نویسنده | על המחבר | लेखक के बारे में | tentang penulis | về tác giả | 作者简介 | 關於作者 | 著者プロフィール | この記事を書いた人 | 필자 소개
""")
"""Headings of biographies."""

FURNITURE_LINES = _phrases("""
advertisement | advertisements | advertising | advert | ad | ads | - advertisement - | sponsored | promoted | promotion | publicité
annonce | annonces | anzeige | werbung | anuncio | anuncios | publicidad | publicidade | anúncio | pubblicità | advertentie | reklam
reklama | mainos | annons | reklame | διαφήμιση | реклама | إعلان | اعلان | إعلانات | विज्ञापन | विज्ञापन के बाद खबर जारी है | iklan | quảng cáo | โฆษณา | 广告 | 廣告 | 広告 | ad feedback
スポンサーリンク | 광고 | hirdetés | oglas | publicitate | ogłoszenie | continua após a publicidade | continua dopo la pubblicità | article continues below
article continues after advertisement | story continues below advertisement | story continues below | scroll to continue
continue reading | continue reading below | continue reading the main story | advertisement - scroll to continue | scroll down for more
skip advertisement | skip to content | skip to main content | zum inhalt springen | aller au contenu | close | schließen | fermer | cerrar
fechar | chiudi | sluiten | zamknij | закрыть | إغلاق | share | share this | share this article | share this story | share on | share via
share on facebook | share on twitter | share on x | share on linkedin | share on whatsapp | share by email | share article | share this post
tweet | pin | pin it | email | e-mail | print | print this page | print this article | copy link | link copied | link copied! | copied | bookmark
save | save article | save for later | facebook | twitter | x | instagram | linkedin | whatsapp | telegram | reddit | pinterest | youtube
threads | bluesky | mastodon | tiktok | flipboard | messenger | vk | viber | line | weibo | wechat | like | like this | like this: | follow us
follow | follow us on | follow us on google news | follow us on facebook | follow us on twitter | teilen | artikel teilen | auf facebook teilen
drucken | merken | kopieren | link kopieren | folgen | folgen sie uns | partager | partager sur | partager l'article | partager cet article
imprimer | envoyer | enregistrer | copier le lien | suivez-nous | compartir | compartir en | comparte | comparte esta noticia | imprimir
guardar | copiar enlace | síguenos | compartilhar | compartilhe | compartilhe esta notícia | partilhar | partilhe | copiar link | siga-nos
condividi | condividi su | stampa | salva | copia link | seguici | seguici su | delen | deel | deel dit artikel | deel dit | dela | dela artikeln
del | del artikel | jaa | jaa artikkeli | udostępnij | podziel się | drukuj | sdílet | sdílejte | zdieľať | megosztás | megosztom | distribuie
сподели | podijeli | podeli | κοινοποίηση | μοιραστείτε | paylaş | yazdır | поделиться | поделитесь | поделиться новостью | распечатать
подписаться | поділитися | شارك | مشاركة | شارك المقال | طباعة | نسخ الرابط | اشترك | शेयर करें | शेयर | साझा करें | bagikan | chia sẻ | แชร์ | 分享 | 分享到
分享至 | 打印 | 收藏 | 点赞 | 复制链接 | 列印 | 轉發 | シェア | シェアする | ツイート | 印刷 | 保存 | リンクをコピー | 공유 | 공유하기 | 기사공유 | 인쇄 | 글자크기 | 스크랩 | 댓글 | 좋아요 | 구독
comments | comment | leave a comment | leave a reply | post a comment | add a comment | join the conversation | join the discussion | view comments
show comments | hide comments | no comments | no comments yet | 0 comments | be the first to comment | kommentare | kommentar | kommentieren
commentaires | commenter | laisser un commentaire | comentarios | comentar | deja un comentario | deja una respuesta | comentários
deixe um comentário | deixe uma resposta | commenti | lascia un commento | lascia una risposta | reacties | reageer | geef een reactie
kommentarer | kommentit | komentarze | dodaj komentarz | komentáře | hozzászólások | comentarii | коментари | yorumlar | yorum yap | комментарии
комментировать | оставить комментарий | коментарі | التعليقات | تعليقات | टिप्पणियां | komentar | bình luận | 评论 | 留言 | コメント | コメントする | 댓글쓰기 | 댓글 쓰기
tags | tags: | tag: | tag | topics | topics: | topic | filed under | filed under: | keywords | keywords: | categories | category | schlagwörter | schlagworte
stichworte | themen: | mots-clés | mots clés | étiquettes | temas | etiquetas | palabras clave | palavras-chave | assuntos | tópicos | argomenti
etichette | parole chiave | onderwerpen | trefwoorden | tagi | tagi: | słowa kluczowe | štítky | címkék | etichete | теги | теги: | темы | тэги | ключевые слова | теми
etiketler | etiket | ετικέτες | الوسوم | وسوم | كلمات مفتاحية | كلمات دلالية | 标签 | 关键词 | 標籤 | 關鍵字 | タグ | キーワード | 태그 | टैग | टैग्स | tag terkait | từ khóa
newsletter | newsletters | subscribe | subscribe now | sign up | sign in | log in | login | register | subscribe to our newsletter
sign up for our newsletter | get the newsletter | join our newsletter | anmelden | abonnieren | registrieren | jetzt anmelden | jetzt abonnieren
s'abonner | s’abonner | s'inscrire | s’inscrire | je m'abonne | je m’abonne | je m'inscris | se connecter | suscríbete | suscribirse | suscribite | registrarse
iniciar sesión | assine | assinar | inscreva-se | cadastre-se | entrar | iscriviti | abbonati | accedi | registrati | abonneren | aanmelden | inloggen
prenumerera | logga in | tilmeld | log ind | abonner | logg inn | tilaa | kirjaudu | subskrybuj | zapisz się | zaloguj się | abone ol | giriş yap | войти | подписка
اشترك الآن | تسجيل الدخول | 订阅 | 登录 | 注册 | 訂閱 | 登入 | ログイン | 会員登録 | メルマガ登録 | 구독하기 | 로그인 | सब्सक्राइब करें | subscreva | subscrever
view all | see all | show all | load more | show more | show less | view more | see more | alle anzeigen | mehr anzeigen | mehr laden | tout voir | voir tout | afficher plus
ver todo | ver todos | cargar más | ver más | carregar mais | ver tudo | vedi tutti | carica altri | mostra altro | toon meer | bekijk alles | pokaż więcej | zobacz wszystkie | показать ещё
показать еще | загрузить ещё | все новости | عرض المزيد | عرض الكل | 查看更多 | 加载更多 | 查看全部 | 看更多 | もっと見る | 一覧を見る | 一覧へ | 一覧 | 전체보기 | 더보기 | सभी देखें | और देखें
back to top | to top | go to top | nach oben | zurück nach oben | retour en haut | volver arriba | voltar ao topo | torna su | naar boven | наверх | ページトップへ | ページの先頭へ | 返回顶部 | 맨 위로
home | startseite | accueil | inicio | início | главная | ホーム | 首页 | 首頁 | 홈 | الرئيسية | anasayfa | strona główna | menu | search | suche | rechercher | buscar | cerca | zoeken | szukaj | поиск | 검색 | 検索 | 搜索
next | previous | prev | weiter | zurück | suivant | précédent | siguiente | anterior | próximo | successivo | precedente | volgende | vorige | następny | poprzedni | далее | назад | التالي | السابق | 下一页 | 上一页 | 次へ | 前へ | 다음 | 이전
about the author | about the authors | about author | über den autor | über die autorin | zum autor | zur autorin | à propos de l'auteur | à propos de l’auteur | sobre el autor | sobre la autora | sobre o autor | sobre a autora
sull'autore | l'autore | over de auteur | o autorze | o autorce | об авторе | про автора | yazar hakkında | عن الكاتب | 关于作者 | 作者简介 | 著者について | この記事を書いた人 | 著者プロフィール | 기자 소개 | लेखक के बारे में
reprints & permissions | permalink | report a typo | report this ad | suggest a correction | correction? | edit | reply | flag | listen | listen to this article | listen to article | hear this story | play | pause | loading | loading... | loading…
video player is loading | enlarge image | image caption | media caption | image source | getty images | view gallery | open gallery | photo gallery | expand | toggle | download | download app | get the app | download the app
lire plus tard | écouter | écouter l'article | écouter cet article | escuchar | escuchar artículo | ouvir | ouvir artigo | artikel anhören | vorlesen | vorlesen lassen | anhören | ascolta | ascolta l'articolo | luister | beluister | posłuchaj | слушать | слушать новость | استمع | 听 | 聴く | 듣기
what do you think? | what do you think | was this helpful? | was this article helpful? | rate this article | rate this | thank you! | thanks for signing up! | your email address | email address | vote | votes | no thanks
support us | donate | donate now | become a member | become a supporter | jetzt spenden | spenden | faire un don | je fais un don | donar | apoie | doe agora | sostienici | doneer | wesprzyj | wesprzyj nas | поддержать | support our journalism
""")
"""Lines that are never prose: ad marks, share bars, comment heads, buttons."""

FURNITURE_STARTS = tuple(sorted(_phrases("""
this content is provided by | this article contains content provided by | to show you this content | an dieser stelle finden sie | ce contenu est bloqué | este contenido está alojado
donate now | support us | support our journalism | become a member | spenden sie | unterstützen sie uns | soutenez-nous | faites un don | haz una donación | apóyanos
sign up for | sign up to | subscribe to | get our | get the latest | get more | get breaking news | get unlimited | join our | join the | download our | download the app
follow us on | follow our | follow @ | like us on | like our | share this | click here to | tap here to | click to share | copyright | © | (c) | all rights reserved | tags: | tags | topics: | filed under
related topics | posted in | filed to: | categories: | category: | keywords: | photo: | photos: | image: | images: | picture: | photograph: | photo by | image by | photo credit | image credit | credit:
photo courtesy | image courtesy | (photo: | (image: | (photo by | (bild: | (foto: | foto: | fotos: | foto © | bild: | bilder: | bildquelle | quelle: imago | crédit photo | crédits photo | photo © | crédit : | © photo
foto de | imagen: | imagem: | crédito: | crédits : | zdjęcie: | fot. | zdroj: | фото: | фото © | фотограф | صورة: | 图片来源 | 圖片來源 | 写真: | 写真＝ | 사진= | photo | newsletter | subscribe | subscribe now | we and our
by signing up | by subscribing | by entering your | by clicking | by continuing | this site uses cookies | we use cookies | we value your privacy | this website uses cookies | your privacy | accept cookies | manage cookies | privacy policy
melden sie sich | abonnieren sie | jetzt abonnieren | jetzt newsletter | jetzt kostenlos | folgen sie uns | folge uns | newsletter | wir und unsere | mit der anmeldung | mit ihrer anmeldung | diese website verwendet cookies | wir verwenden cookies | schlagwörter: | alle rechte vorbehalten | stichworte: | themen:
inscrivez-vous | abonnez-vous | recevez | recevoir | rejoignez | suivez-nous | nous et nos | ce site utilise | en vous inscrivant | tous droits réservés | mots-clés :
suscríbete | suscríbase | regístrate | recibe | reciba | únete | síguenos | síganos | nosotros y nuestros | este sitio utiliza | utilizamos cookies | todos los derechos reservados | temas: | etiquetas: | descarga la app
assine | inscreva-se | cadastre-se | receba | participe do | entre no canal | entre no grupo | siga o | siga-nos | siga nosso | nós e os nossos | nós e nossos | este site utiliza | usamos cookies | todos os direitos reservados | tópicos: | assuntos: | clique aqui para | baixe o app
iscriviti | abbonati | ricevi | segui | seguici | noi e i nostri | questo sito utilizza | utilizziamo i cookie | tutti i diritti riservati | riproduzione riservata | © riproduzione | argomenti: | scarica l'app
schrijf je in | schrijf u in | meld je aan | abonneer | ontvang | volg ons | wij en onze | deze website gebruikt | alle rechten voorbehouden | onderwerpen:
prenumerera på | anmäl dig | följ oss | tilmeld dig | følg os | meld deg på | følg oss | tilaa uutiskirje | seuraa meitä
zapisz się | zapisz się na | subskrybuj | dołącz do | obserwuj nas | śledź nas | my i nasi | ta strona używa | wszelkie prawa zastrzeżone | tagi:
odebírejte | sledujte nás | přihlaste se | odoberajte | iratkozz fel | iratkozzon fel | kövess minket | abonează-te | urmărește | абонирайте | последвайте | pratite nas | ακολουθήστε | εγγραφείτε
abone olun | bültenimize | bizi takip | haber bültenine | takip edin | biz ve ortaklarımız | tüm hakları saklıdır | etiketler:
подпишитесь | подписывайтесь | подпишись | следите за | присоединяйтесь | мы и наши | этот сайт использует | мы используем | все права защищены | теги: | нашли ошибку | нашли опечатку | сообщить об ошибке | читайте нас | наш канал | підпишіться | підписуйтесь | стежте за
اشترك في | انضم إلى | تابعنا | تابعونا | احصل على | نحن وشركاؤنا | يستخدم هذا الموقع | جميع الحقوق محفوظة | الوسوم: | كلمات مفتاحية | عضو
सब्सक्राइब | हमसे जुड़ें | फॉलो करें | हमारे व्हाट्सएप | हम और हमारे | यह वेबसाइट | सर्वाधिकार सुरक्षित | टैग: | टैग्स:
berlangganan | ikuti kami | dapatkan | gabung | theo dõi | đăng ký | 订阅 | 关注我们 | 关注 | 我们和我们的 | 本网站使用 | 版权所有 | 免责声明 | 责任编辑 | （责任编辑 | (责任编辑 | 编辑： | 编辑: | 标签 | 关键词 | 来源： | 訂閱 | 追蹤我們 | 加入 | 立即下載 | 下載
無断転載 | 当社と | 当サイト | メルマガ | 購読 | 登録 | フォロー | キーワード： | タグ： | ⓒ | 저작권자 | 무단전재 | 무단 전재 | 구독 | 우리와 파트너 | 당사와 | 네이버에서 | 카카오톡 | ▷ | 태그:
for more stories | for more news | for more articles | for more like this | for the latest | did you enjoy | enjoyed this | enjoying this | if you enjoyed | if you liked | liked this | listen to the podcast | listen to our podcast
dalszy ciąg | dalsza część artykułu | ciąg dalszy artykułu
нашли опечатку | нашли ошибку | заметили ошибку | выделите её и нажмите | помітили помилку | знайшли помилку | σε περίπτωση που εντοπίσετε
تابعوا آخر | تابع آخر | لمتابعة آخر | للاطلاع على المزيد | हिंदी में ताजा | हिंदी में ताज़ा | ताजा खबरों के लिए | ताज़ा खबरों के लिए | 特别声明： | 特別声明： | 声明： | 版权声明 | 以上内容仅代表 | 本文仅代表 | ※この記事
do you have a story | have you got a story | got a story | got a tip | have a tip | if you have a story | send us your | haben sie hinweise | vous souhaitez réagir | vous souhaitez commenter | retrouvez toute l'actualité | retrouvez tous nos articles | retrouvez l'actualité | retrouvez toute l’actualité
sigue toda la actualidad | sigue la actualidad | archivado en | vídeos: mais assistidos | veja mais notícias | tekst gaat verder | artikel gaat verder | lees verder onder | heb je een tip | heb jij een tip | heeft u een tip | vill du tipsa | tipsa oss | har du tips | har du et tip | tips oss
"""), key=len, reverse=True))  # fmt: skip
"""Beginnings of lines about the page itself. Only short lines are judged by them."""

BYLINE_STARTS = tuple(sorted(_phrases("""
by | written by | posted by | published by | reported by | author: | authors: | story by | words by | text by | reporting by | editing by | edited by | updated by | reviewed by | medically reviewed by
von | autor: | autorin: | text: | ein artikel von | eine analyse von | ein kommentar von | par | auteur : | auteur: | propos recueillis par | publié par | por | autor: | autora: | escrito por | redacción | da redação | texto: | di | a cura di | autore: | scritto da
door | auteur: | av | af | text: | tekst: | przez | autor: | autor | opracował | opracowała | oprac. | napsal | szerző: | de | от | автор: | автор | автор: | текст: | από | yazan: | haber: | muhabir | بقلم | كتب | كتبت | لेखक | लेखक: | द्वारा | oleh | penulis: | reporter: | theo | bởi
作者 | 作者： | 文/ | 文／ | 撰文 | 记者 | 記者 | 執筆 | 文＝ | 文：| 글 | 기자 | published | posted | posted on | posted in | published on | published: | updated | updated: | updated on | last updated | last modified | first published | date: | created:
veröffentlicht | veröffentlicht am | stand: | aktualisiert | zuletzt aktualisiert | erschienen am | publié | publié le | publié : | mis à jour | modifié le | publicado | publicado en | publicado el | actualizado | publicado em | atualizado | atualizado em | pubblicato | pubblicato il | aggiornato
gepubliceerd | geplaatst op | bijgewerkt | laatst bijgewerkt | publicerad | uppdaterad | publiceret | opdateret | publisert | oppdatert | julkaistu | päivitetty | opublikowano | aktualizacja | data publikacji | data dodania | publikováno | aktualizováno | uverejnené | megjelent | publicat | актуализирано | objavljeno | δημοσίευση | δημοσιεύτηκε | yayınlanma | yayın tarihi | güncelleme | giriş tarihi
опубликовано | обновлено | дата публикации | опубліковано | оновлено | نشر في | نشر بتاريخ | تاريخ النشر | آخر تحديث | نُشر | प्रकाशित | अपडेटेड | पब्लिश | अंतिम अपडेट | diterbitkan | diperbarui | dipublikasikan | ngày đăng | cập nhật | 发布时间 | 发布于 | 时间： | 發佈 | 更新 | 公開日 | 投稿日 | 更新日 | 掲載日 | 入力 | 입력 | 수정 | 등록 | 승인 | 기사입력 | 최종수정 | 송고
giriş: | giriş tarihi | yayınlanma | güncelleme: | güncellenme | מאת | כתב: | צילום | 입력 | 수정 | 등록 | edited by: | कॉपी एडिटर | reporting by
"""), key=len, reverse=True))  # fmt: skip

POLL_HEADINGS = _phrases("""
poll | reader poll | readers' poll | readers’ poll | quick poll | online poll | daily poll | poll of the day | poll of the week | vote | vote now | cast your vote | have your say | your vote | your opinion | question of the day | question of the week | survey | quick survey | what do you think
umfrage | leserumfrage | abstimmung | ihre meinung | ihre meinung ist gefragt | deine meinung | frage des tages | frage der woche | stimmen sie ab | jetzt abstimmen | stimm ab | meinungsumfrage
sondage | question du jour | votre avis | donnez votre avis | votez | la question du jour | encuesta | encuesta del día | vota | tu opinión | la pregunta del día | opina | enquete | pergunta do dia | vote na enquete | sua opinião | sondaggio | il sondaggio | la domanda del giorno | di' la tua
peiling | poll van de dag | stelling | stem nu | geef je mening | omröstning | dagens fråga | tyck till | rösta | afstemning | avstemning | dagens spørgsmål | dagens spørsmål | stem | äänestys | päivän kysymys | kysely
sonda | ankieta | zagłosuj | pytanie dnia | anketa | hlasujte | szavazás | szavazz | sondaj | votează | анкета | гласувай | опрос | голосование | проголосуйте | опитування | голосування | ψηφοφορία | δημοσκόπηση | anket | oy ver | günün sorusu
استطلاع | استطلاع الرأي | شارك برأيك | نظرسنجی | סקר | מה דעתכם | मतदान | आपकी राय | पोल | jajak pendapat | khảo sát | bình chọn | แบบสำรวจ | 投票 | 调查 | 調查 | 読者投票 | アンケート | あなたはどう思いますか | 설문 | 설문조사 | 투표
""")
"""Lines over the polls among paragraphs, or before a colon in their question."""

POLL_TOKENS = _phrases("""
poll | polls | poller | polling | pinpoll | opinary | survey | surveys | vote | votes | voting | quiz | umfrage | abstimmung | sondage | sondages | encuesta | encuestas | enquete | enquetes | sondaggio | sondaggi
peiling | stelling | omrostning | afstemning | avstemning | aanestys | kysely | ankieta | sonda | anketa | szavazas | sondaj | anket
""")
"""Words in the names of boxes that hold polls."""

_MONTHS = """
january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
januar februar märz mai juni juli oktober dezember jänner mär okt dez janvier février mars avril juin juillet août septembre octobre novembre décembre janv févr avr juil déc
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ene abr ago dic janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev mai set out dez
gennaio febbraio aprile maggio giugno luglio settembre ottobre novembre dicembre gen mag giu lug ott januari februari maart mei augustus mrt maj augusti
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia ledna února března dubna května června července srpna září října listopadu prosince
január február március április május június július augusztus szeptember október november december ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie decembrie
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık января февраля марта апреля мая июня июля августа сентября октября ноября декабря янв фев мар апр июн июл авг сен окт ноя дек
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر जनवरी फरवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर अक्तूबर नवंबर दिसंबर नवम्बर दिसम्बर सितम्बर januari februari maret agustus desember tháng
"""
_DAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so
lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta feira
lunedì martedì mercoledì giovedì venerdì sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag måndag tisdag onsdag torsdag fredag lördag söndag
poniedziałek wtorek środa czwartek piątek sobota niedziela понедельник вторник среда четверг пятница суббота воскресенье pazartesi salı çarşamba perşembe cuma cumartesi pazar
الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार
"""
_DATE_GLUE = """
ultimo ultima aggiornamento última atualização aangepast gewijzigd uppdaterad publicerad publiceret opdateret oppdatert publisert dernière zuletzt geändert há dia dias hora horas minutos
giriş güncelleme güncellenme yayınlanma yayın tarihi son eklenme aktualizacja godz ενημέρωση δημοσίευση 입력 수정 등록 기사입력 최종수정 발행 승인
at am pm on um uhr den der à le les h min de del el las los a da do dos em às of the and и в г года року p.m a.m est edt pst pdt gmt utc bst cet cest ist ict wib wita jst kst et ct pt uur op om klo kl godz o s ore ob v ve saat th st nd rd updated published posted modified last
aktualisiert stand veröffentlicht am mis jour publié actualizado publicado atualizado aggiornato pubblicato il alle ore gepubliceerd bijgewerkt opublikowano aktualizacja dnia обновлено опубликовано güncelleme yayınlanma في تحديث m
"""
DATE_WORDS = frozenset(map(casefold, (_MONTHS + _DAYS + _DATE_GLUE).split()))

# each way of RELATIVE_DATE holds one of these: looked for first, as the pattern is slow
AGE_WORDS = tuple(
    _phrases("""
ago | before | vor | il y a | hace | há | atrás | fa | geleden | sedan | siden | sitten | temu | před | pred | ezelőtt | acum | преди | пре | prije | πριν | назад | тому | önce | منذ | قبل | پیش | לפני | पहले | पूर्व | আগে | lalu | trước | ที่แล้ว | 前 | 전
""")
)

RELATIVE_DATE = re.compile(
    r"""
    (?<!\d)\d{1,3}\+?\s?(?:s|sec|secs|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mos?|months?|y|yrs?|years?)\.?\s(?:ago|before)(?-i:(?![a-z]))
    | \b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten)\s(?:minutes?|hours?|days?|weeks?|months?|years?)\sago\b
    | \bvor\s(?:\d{1,3}|einem|einer|zwei|drei|vier)\s(?:sekunden?|minuten?|min\.?|stunden?|std\.?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)\b
    | \bil\sy\sa\s(?:\d{1,3}|une?)\s(?:secondes?|minutes?|min|heures?|h|jours?|j|semaines?|mois|ans?)\b
    | \bhace\s(?:\d{1,3}|una?)\s(?:segundos?|minutos?|min|horas?|h|días?|semanas?|mes(?:es)?|años?)\b
    | \bhá\s(?:\d{1,3}|uma?)\s(?:segundos?|minutos?|min|horas?|h|dias?|semanas?|mês|meses|anos?)\b
    | (?<!\d)\d{1,3}\s(?:segundos?|minutos?|horas?|dias?|semanas?|meses|anos?)\satrás\b
    | (?:(?<!\d)\d{1,3}|\bun[a']?)\s?(?:secondi|minut[io]|min|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi])\sfa\b
    | (?:(?<!\d)\d{1,3}|\been)\s(?:seconden|minu(?:ut|ten)|min\.?|uur|uren|dag(?:en)?|we(?:ek|ken)|maand(?:en)?|jaar)\sgeleden\b
    | \bför\s\d{1,3}\s\w{1,10}\ssedan\b | \b(?:for\s)?\d{1,3}\s\w{1,10}\ssiden\b | (?<!\d)\d{1,3}\s\w{1,12}\ssitten\b
    | (?<!\d)\d{1,3}\s(?:sek|min|godz|minut[yę]?|godzin[yę]?|dni|dzień|tygodni[ea]?|miesi\w{2,6}|lat)\.?\stemu\b
    | \bpřed\s\d{1,3}\s\w{1,10}\b | \bpred\s\d{1,3}\s\w{1,10}\b | (?<!\d)\d{1,3}\s\w{1,10}(?:vel|val)?\sezelőtt\b | \bacum\s\d{1,3}\s\w{1,10}\b
    | \bпреди\s\d{1,3}\s\w{1,10}\b | \bпре\s\d{1,3}\s\w{1,10}\b | \bprije\s\d{1,3}\s\w{1,10}\b | \bπριν(?:\sαπό)?\s\d{1,3}\s\w{1,10}\b
    | (?<!\d)\d{1,3}\s\w{1,10}\sназад\b | (?<!\d)\d{1,3}\s\w{1,10}\sтому\b | (?<!\d)\d{1,3}\s\w{1,8}\sönce\b
    | (?:منذ|قبل)\s(?:\d{1,3}\s)?(?:ثوان|ثانية|دقيقة|دقائق|دقيقتين|ساعة|ساعات|ساعتين|يوم|أيام|يومين|أسبوع|أسابيع|شهر|أشهر|سنة)
    | \d{1,3}\s\w{1,8}\sپیش | לפני\s\d{1,3}\s\w{1,8}
    | \d{1,3}\s(?:सेकंड|मिनट|घंटे|घंटा|घण्टे|दिन|हफ्ते|हफ़्ते|सप्ताह|महीने|माह|साल)\s(?:पहले|पूर्व) | \d{1,3}\s\w{1,8}\s(?:আগে)
    | (?<!\d)\d{1,3}\s(?:detik|menit|jam|hari|minggu|bulan|tahun)\s(?:yang\s)?lalu\b | (?<!\d)\d{1,3}\s(?:giây|phút|giờ|ngày|tuần|tháng|năm)\strước\b
    | \d{1,3}\s?(?:วินาที|นาที|ชั่วโมง|วัน)ที่แล้ว
    | \d{1,3}\s?(?:秒|分钟|分鐘|小时|小時|个小时|天|日|周|週|个月|個月|年)\s?前 | (?:秒|分|時間|日|週間|か月|ヶ月)前
    | \d{1,3}\s?(?:초|분|시간|일|주|주일|개월|달|년)\s?전
    """,
    re.IGNORECASE | re.VERBOSE,
)

SHORT_AGES = _phrases("""
yesterday | today | just now | now | gestern | heute | hier | aujourd'hui | aujourd’hui | ayer | hoy | ontem | hoje | ieri | oggi | gisteren | vandaag | igår | i går | i dag | eilen | tänään | wczoraj | dzisiaj | dziś | včera | dnes | tegnap | ma
вчера | сегодня | вчора | сьогодні | dün | bugün | χθες | σήμερα | أمس | اليوم | कल | आज | kemarin | hari ini | hôm qua | hôm nay | 昨天 | 今天 | 昨日 | 本日 | 今日 | 어제 | 오늘 | vorgestern | avant-hier | anteayer
""")

CONTINUED_BY = tuple(
    _phrases("""
the following | as follows | below | folgende | folgenden | suivant | suivants | suivantes | siguiente | siguientes | seguinte | seguintes | seguente | seguenti | volgende | następujące | следующие | следующее | şunlar | التالية | 以下 | 如下 | 다음 | निम्नलिखित
""")
)
"""Words by which prose announces the list that comes next."""
