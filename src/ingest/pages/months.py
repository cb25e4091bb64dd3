"""The names of the months in the languages that pages are written in (CLDR)."""

from __future__ import annotations

from ingest.pages.folding import casefold

_WORDS = (
    # January
    (
        "djan djanuari ean eanáir ene enero gen gener gennaio ian ianuarie ion ionawr jaan "
        "jaanuar jan janar janeiro januar januari januarie january január januára janv janvier "
        "janvāris janúar jän jänn jänner led leden ledna lednu oca ocak saus sausio sausis sij "
        "siječanj siječnja siječnjem siječnju sty styczen styczeń stycznia styczniu tammi tammik "
        "tammikuu tammikuussa tammikuuta urt urtarrila xan xaneiro yan yanvar ιαν ιανουάριος "
        "ιανουαρίου стд сту студзень студзеня січ січень січня ян янв январь января яну януари "
        "јан јануар јануари қаң қаңтар հնվ հունվար հունվարի בינואר ינו ינואר ינו׳ לינואר جانفي "
        "جنوری يناير ژانویه ژانویهٔ जनवरी जन॰ जाने जानेवारी জানু জানুয়ারী জানুয়ারি ஜன ஜனவரி జన "
        "జనవరి มกรา มกราคม มค เดือนมกราคม იან იანვარი"
    ),
    # February
    (
        "chw chwef chwefror feabh feabhra feb febbraio feber febr febreiro febrer febrero februar "
        "februari februarie february február februára februāris febrúar fev fevereiro fevral fév "
        "févr février helmi helmik helmikuu helmikuussa helmikuuta lut lutego luty lutym ots "
        "otsaila peb pebrero pebruari shk shkurt vas vasario vasaris veebr veebruar velj veljača "
        "veljače veljači veljačom úno únor února únoru únr şu şub şubat φεβ φεβρουάριος "
        "φεβρουαρίου ақп ақпан лют лютага лютий лютого люты фв феб фебруар фев февр февраль "
        "февраля февруари փետրվար փետրվարի փտվ בפברואר לפברואר פבר פברואר פבר׳ شباط فبراير فبروری "
        "فوریه فوریهٔ فيفري फ़रवरी फ़र॰ फेब्रु फेब्रुवारी ফেব ফেব্রুয়ারী ফেব্রুয়ারি பிப் "
        "பிப்ரவரி ఫిబ్ర ఫిబ్రవరి กพ กุมภา กุมภาพันธ์ เดือนกุมภาพันธ์ თებ თებერვალი"
    ),
    # March
    (
        "bře březen března březnu iii kov kovas kovo maalis maalisk maaliskuu maaliskuussa "
        "maaliskuuta maart mac machi mar marca march marcu marec maret mars marso mart martie "
        "marts martxoa marzec marzo març março maw mawrth mrt mrz már márc március márta mäe "
        "mäerz mär märts märz ožu ožujak ožujka ožujkom ožujku μάρ μάρτιος μαρ μαρτίου бер берез "
        "березень березня мар март марта нау наурыз сак сакавік сакавіка մարտ մարտի մրտ במארס "
        "במרס במרץ למארס למרס למרץ מארס מרס מרץ آذار اذار مارس مارچ मार्च মার্চ மார் மார்ச் "
        "మార్చి มีค มีนา มีนาคม เดือนมีนาคม მარ მარტი"
    ),
    # April
    (
        "abr abril abrëll aib aibreán api apirila apr aprel april aprile aprili aprilie aprill "
        "apríl apríla aprīlis avr avril bal balandis balandžio d'abr d'abril dub duben dubna "
        "dubnu ebr ebrill huhti huhtik huhtikuu huhtikuussa huhtikuuta kwi kwie kwiecien kwiecień "
        "kwietnia kwietniu nis nisan pri prill tra travanj travnja travnjem travnju ápr április "
        "απρ απρίλιος απριλίου ап апр апрель апреля април кві квіт квітень квітня кра красавік "
        "красавіка крс сәу сәуір ապր ապրիլ ապրիլի אפר אפריל אפר׳ באפריל לאפריל آوریل أبريل أفريل "
        "اپریل نيسان अप्रैल एप्रि एप्रिल এপ্রি এপ্রিল ஏப் ஏப்ரல் ఏప్రి ఏప్రిల్ เดือนเมษายน เมย "
        "เมษา เมษายน აპრ აპრილი"
    ),
    # May
    (
        "beal bealtaine geg gegužė gegužės kvě květen května květnu mag maggio mai maiatza maig "
        "maijs maio maj maja maju may mayo mayıs maí mee mei máj mája május svi svibanj svibnja "
        "svibnjem svibnju touko toukok toukokuu toukokuussa toukokuuta μάι μάιος μαΐ μαΐου май "
        "мам мамыр мая мај тра трав травень травня траўня մայիս մայիսի մյս במאי למאי מאי أيار "
        "ايار مايو مه مهٔ می मई मे মে மே మే พค พฤษภา พฤษภาคม เดือนพฤษภาคม მაი მაისი"
    ),
    # June
    (
        "birž birželio birželis cze czerwca czerwcu czerwiec djuni eka ekaina giu giugno haz "
        "haziran hun hunyo iun iunie iyn iyun i̇yun juin jun june junho juni junie junij junio "
        "juny juuni jún júna június júní jūn jūnijs kesä kesäk kesäkuu kesäkuussa kesäkuuta "
        "lipanj lipnja lipnjem lipnju meh mehefin meith meitheamh qer qershor xuño čer červen "
        "června červnu čvn ιουν ιουνίου ιούν ιούνιος июн июнь июня мау маусым чер черв червень "
        "червня чэр чэрвень чэрвеня юн юни јун јуни հնս հունիս հունիսի ביוני יונ יוני ליוני جوان "
        "جون حزيران يونية يونيه يونيو ژوئن जून জুন ஜூன் జూన్ มิถุนา มิถุนายน มิย เดือนมิถุนายน "
        "ივნ ივნისი"
    ),
    # July
    (
        "djuli gor gorff gorffennaf heinä heinäk heinäkuu heinäkuussa heinäkuuta hul hulyo iul "
        "iulie iyl iyul iúil i̇yul juil juillet jul julai julho juli julie julij julio juliol "
        "july juuli júl júla július júlí jūl jūlijs kor korr korrik liep liepa liepos lip lipca "
        "lipcu lipiec lug luglio srpanj srpnja srpnjem srpnju tem temmuz uzt uztaila vii xul "
        "xullo července červenci červenec črc črv čvc ιουλ ιουλίου ιούλ ιούλιος июл июль июля лип "
        "липень липня ліп ліпень ліпеня шіл шілде юл юли јул јули հլս հուլիս հուլիսի ביולי יול "
        "יולי ליולי تموز جولای جويلية يولية يوليه يوليو ژوئیه ژوئیهٔ जुलाई जुलै जुल॰ জুল জুলাই "
        "ஜூலை జులై กค กรกฎา กรกฎาคม เดือนกรกฏาคม ივლ ივლისი"
    ),
    # August
    (
        "abu abuztua ago agost agosti agosto agt agu agustus aoû août aug august augusta augusti "
        "augusts augustus augusztus avg avgust avq avqust awst ağ ağu ağustos d'ag d'agost elo "
        "elok elokuu elokuussa elokuuta gsh gush gusht kol kolovoz kolovoza kolovozom kolovozu "
        "lún lúnasa ogo ogos rugp rugpjūtis rugpjūčio sie sierpien sierpień sierpnia sierpniu srp "
        "srpen srpna srpnu viii ágú ágúst αυγ αυγούστου αύγ αύγουστος авг август августа жнв жні "
        "жнівень жнівеня жніўня сер серп серпень серпня там тамыз օգոստոս օգոստոսի օգս אוג אוגוסט "
        "אוג׳ באוגוסט לאוגוסט آب آگست أغسطس أوت اوت अगस्त अग॰ ऑग ऑगस्ट আগ আগস্ট ஆக ஆகஸ்ட் ఆగ "
        "ఆగస్టు สค สิงหา สิงหาคม เดือนสิงหาคม აგვ აგვისტო"
    ),
    # September
    (
        "eyl eylül ira iraila medi mfómh rugs rugsėjis rugsėjo ruj rujan rujna rujnom rujnu sen "
        "sentabr sentyabr sep sept septemba september septembra septembre septembrie septembris "
        "septembro septiembre set setembre setembro setiembre settembre setyembre sht shtator "
        "syys syysk syyskuu syyskuussa syyskuuta szept szeptember wrz wrzesien wrzesień wrzesnia "
        "wrzesniu września wrześniu zář září σεπ σεπτέμβριος σεπτεμβρίου вер верасень верасня "
        "верес вересень вересня врс сен сент сентябрь сентября сеп септ септембар септември септм "
        "қыр қыркүйек սեպ սեպտեմբեր սեպտեմբերի בספטמבר לספטמבר ספט ספטמבר ספט׳ أيلول ايلول سبتمبر "
        "سپتامبر سپتمبر सप्टें सप्टेंबर सितंबर सितम्बर सित॰ সেপ সেপ্টেম্বর செப் செப்டம்பர் "
        "సెప్టెం సెప్టెంబర్ กย กันยา กันยายน เดือนกันยายน სექ სექტემბერი"
    ),
    # October
    (
        "d'oct d'octubre dfómh eki ekim hyd hydref listopadom loka lokak lokakuu lokakuussa "
        "lokakuuta oct october octobre octombrie octubre okt oktabr oktoba oktober oktobris "
        "oktoober oktubre oktyabr október októbra ott ottobre out outubro paz pazdziernik "
        "pazdziernika pazdzierniku paź październik października październiku spal spalio spalis "
        "tet tetor urr urria říj říjen října říjnu οκτ οκτωβρίου οκτώβριος жов жовт жовтень "
        "жовтня кас кастрычнік кастрычніка кст окт октобар октомври октябрь октября қаз қазан հոկ "
        "հոկտեմբեր հոկտեմբերի אוק אוקטובר אוק׳ באוקטובר לאוקטובר أكتوبر اکتبر اکتوبر अक्टूबर "
        "अक्तूबर अक्तू॰ ऑक्टो ऑक्टोबर অক্টো অক্টোবর அக் அக்டோபர் అక్టో అక్టోబర్ ตค ตุลา ตุลาคม "
        "เดือนตุลาคม ოქტ ოქტომბერი"
    ),
    # November
    (
        "aza azaroa kas kasım lapkr lapkritis lapkričio lis listopad listopada listopadu "
        "listopadzie marras marrask marraskuu marraskuussa marraskuuta nob nobyembre noiem "
        "noiembrie nop nopember nov novemba november novembra novembre novembris novembro "
        "noviembre noy noyabr nën nëntor nóv nóvember samh samhain stu studeni studenim studenog "
        "studenoga studenom studenome studenomu tach tachwedd νοέ νοέμβριος νοε νοεμβρίου лис "
        "лист листоп листопад листопада ліс лістапад лістапада нов новембар ное ноем ноември ноя "
        "нояб ноябрь ноября қар қараша նոյ նոյեմբեր նոյեմբերի בנובמבר לנובמבר נוב נובמבר נוב׳ "
        "نوامبر نوفمبر نومبر नवंबर नवम्बर नव॰ नोव्हें नोव्हेंबर নভে নভেম্বর நவ நவம்பர் నవం నవంబర్ "
        "พย พฤศจิ พฤศจิกายน เดือนพฤศจิกายน ნოე ნოემბერი"
    ),
    # December
    (
        "abe abendua ara aralık dec december decembra decembrie decembris decembro dek dekabr des "
        "desemba desember desembre dets detsember dez dezember dezembro dhj dhjetor dic dicembre "
        "diciembre dis disember disyembre déc décembre gru grudnia grudniu grudzien grudzień "
        "gruod gruodis gruodžio joulu jouluk joulukuu joulukuussa joulukuuta noll nollaig pro "
        "prosinac prosinca prosince prosincem prosinci prosincu prosinec rhag rhagfyr xii δεκ "
        "δεκέμβριος δεκεμβρίου гру груд грудень грудня дек декабрь декабря декември дец децембар "
        "жел желтоқсан сне снежань снежня снж դեկ դեկտեմբեր դեկտեմբերի בדצמבר דצמ דצמבר דצמ׳ "
        "לדצמבר دسامبر دسمبر ديسمبر डिसें डिसेंबर दिसंबर दिसम्बर दिस॰ ডিসে ডিসেম্বর டிச டிசம்பர் "
        "డిసెం డిసెంబర్ ธค ธันวา ธันวาคม เดือนธันวาคม დეკ დეკემბერი"
    ),
)

_URDU = ("", "فروری", "", "", "مئی", "", "جولائی", "اگست", "ستمبر", "", "", "")

MONTHS: dict[str, int] = {
    spelling: month
    for month, words in enumerate(zip(_WORDS, _URDU, strict=True), start=1)
    for word in " ".join(words).split()
    for spelling in (word, casefold(word))
}
