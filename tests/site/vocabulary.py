"""Words of the newsroom's desks; `prose` makes sentences of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Desk:
    actors: tuple[str, ...]
    actions: tuple[str, ...]
    things: tuple[str, ...]
    places: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split("|"))


DESKS = {
    "politics": Desk(
        _words(
            "the foreign ministry|a parliamentary committee|the ruling party's whips|two opposition"
            " deputies|the presidential office|a delegation of mayors|the electoral board|senior"
            " envoys|a former ambassador|the justice minister|an interparty group|border officials"
        ),
        _words(
            "agreed to reopen the dossier|tabled a shorter draft|postponed the vote|asked for a"
            " written answer|summoned the chargé d'affaires|drew up a joint calendar|withdrew three"
            " amendments|signed a protocol of nine pages|called an early session|set up a hotline"
        ),
        _words(
            "visa rules|customs paperwork|the quota for seasonal workers|the draft on data|a mutual"
            " pledge|the mandate of observers|party financing|the seat distribution|water sharing"
        ),
        _words("Ankara|Brussels|Baku|Sarajevo|Geneva|Doha|Tirana|Astana|Çankaya|Strasbourg"),
    ),
    "turkey": Desk(
        _words(
            "the governorate|neighbors of the quarter|a teachers' union|the coast guard|prosecutors"
            "|the muhtar|municipal crews|volunteers of a relief group|the disaster agency|a family"
            " from Üsküdar|students of the vocational school|ferry captains"
        ),
        _words(
            "cleared the stairways|restored the old fountain|opened a night course|filed a"
            " complaint|handed out hot meals|closed the tunnel for repairs|counted the damaged"
            " roofs|planted chestnut trees|launched a shuttle line|renamed the square"
        ),
        _words(
            "ferry tickets|school meals|the stray cats of the pier|a rusted footbridge|the winter"
            " timetable|scholarships|a stone mansion|the hamam's dome|the neighborhood library"
        ),
        _words("Beşiktaş|Şanlıurfa|İzmir|Kadıköy|Muğla|Trabzon|Diyarbakır|Eskişehir|Iğdır|Bartın"),
    ),
    "world": Desk(
        _words(
            "the caretaker government|rescue workers|a regional bloc|opposition lawmakers|the"
            " coast patrol|aid agencies|the army's spokesperson|two rival cabinets|local elders|the"
            " weather bureau|port authorities|an independent commission"
        ),
        _words(
            "lifted the curfew|evacuated the river villages|rejected the accusation|reached a truce"
            " of ten days|sent a second convoy|declared a day of mourning|reopened the crossing|"
            "halted grain exports|released four detainees|recounted the ballots"
        ),
        _words(
            "field hospitals|the pontoon bridge|fishing rights|a stranded tanker|the refugee camp|"
            "drinking water|the peace envoy's plan|satellite images|flood defenses|ration cards"
        ),
        _words("Nairobi|Lima|Jakarta|Belgrade|Amman|Quito|Dakar|Suva|Vilnius|Idlib|Manila|Tunis"),
    ),
    "business": Desk(
        _words(
            "the central bank|a family-owned holding|the exporters' assembly|two start-ups|the"
            " competition board|analysts at a brokerage|the shipyard's owners|carmakers|a sovereign"
            " fund|the grid operator|hoteliers on the coast|wheat traders"
        ),
        _words(
            "raised the forecast|doubled the order book|sold a minority stake|cut the lead time|"
            "issued green bonds|opened a plant|renegotiated the loan|moved the data center|tested a"
            " driverless tram|booked a record quarter"
        ),
        _words(
            "lithium cells|freight rates|the lira's basket|hazelnut futures|a turbine blade|charter"
            " flights|payment terminals|the tender|a fleet of trainers|steel quotas|gas storage"
        ),
        _words("Bursa|Mersin|Gebze|London|Kocaeli|Rotterdam|Konya|Singapore|Dubai|Aliağa"),
    ),
    "lifestyle": Desk(
        _words(
            "a marine biologist|the village cooperative|two dietitians|a weaver of kilims|the"
            " observatory|archaeologists|a retired nurse|the bakers' guild|young designers|trekkers"
            "|the botanical garden|an imam of the old mosque"
        ),
        _words(
            "mapped the seagrass|revived a sourdough|measured the sleep of shift workers|dyed wool"
            " with walnut|found a Hittite seal|walked the Lycian path|opened a seed bank|translated"
            " a cookbook|counted the flamingos|mended a lute"
        ),
        _words(
            "olive presses|a Roman mosaic|wild thyme|the fasting month|linen coats|glacier cores|"
            "a camper van|goat cheese|sleep diaries|the caravanserai|pollen counts"
        ),
        _words("Bodrum|Kars|Göreme|Gaziantep|Urla|Mardin|Amasya|Datça|Safranbolu|Rize"),
    ),
    "arts": Desk(
        _words(
            "the young conductor|a puppet troupe|the biennial's curators|a documentary maker|the"
            " museum's trustees|an oud player|three set designers|the festival jury|a ceramic"
            " artist|the state choir|a novelist turned painter|the archive's restorers"
        ),
        _words(
            "hung forty drawings|premiered a chamber piece|shot the film on expired stock|rewrote"
            " the third act|opened the rehearsals|toured five provinces|donated the negatives|sang"
            " without amplification|rebuilt the shadow screen|auctioned a sketchbook"
        ),
        _words(
            "a silver print|the second reel|brass fanfares|a velvet curtain|etchings|the closing"
            " waltz|marbled paper|a bronze torso|subtitles|the score's margins"
        ),
        _words("Salt Galata|Cannes|the Süreyya Opera|Venice|Odunpazarı|Bakırköy|Edinburgh|Lyon"),
    ),
    "sports": Desk(
        _words(
            "the visiting side|a teenage striker|the head coach|the federation|the reigning"
            " champion|the club's doctor|the pit crew|a left-handed qualifier|the captain|referees|"
            "traveling fans|the point guard"
        ),
        _words(
            "equalized in stoppage time|saved two match points|extended a winning streak|changed"
            " the tires too late|missed the play-offs|signed for three seasons|won the tie-break|"
            "protested the yellow card|broke the lap record|benched a favorite"
        ),
        _words(
            "free throws|the offside line|a torn ligament|clay courts|the second chicane|season"
            " tickets|the derby|a knee brace|the wild card|corner kicks|the youth academy"
        ),
        _words("Vodafone Park|Antalya|Monza|Doha|Sinan Erdem|Madrid|Zagreb|Konya|Melbourne"),
    ),
    "opinion": Desk(
        _words(
            "my grandmother|the skeptical reader|an honest ministry|historians|our neighbors|a"
            " patient diplomat|the market|the generation of our children|a good editor|the small"
            " states|students in my seminar|the engineers"
        ),
        _words(
            "mistook silence for consent|learned to count twice|kept the receipts|wrote a longer"
            " letter|forgot the map|asked the wrong question|paid for the delay|preferred a bad"
            " rule to none|spoke two languages|shut the window"
        ),
        _words(
            "memory|the rules of the sea|a fair tariff|public trust|old alliances|the archive|"
            "energy corridors|plain speech|a calendar of summits|the price of bread"
        ),
        _words("the Caucasus|the Bosporus|Berlin|the Levant|Cyprus|the Balkans|Lausanne|the Gulf"),
    ),
}

TOPICS = {
    "diplomacy": "Ferry accord|Consulate swap|Envoys' round table|Border panel|Mediators' plan",
    "legislation": "Labor bill|Rent law|Omnibus draft|Notary reform|Traffic code",
    "war-on-terror": "Mountain sweep|Arms cache find|Extradition request|Border drone patrol",
    "eu-affairs": "Visa dialogue|Customs update|Accession chapter|Erasmus share|Fisheries memo",
    "elections": "Mayoral rerun|Ballot paper dispute|Turnout survey|Candidate list|Polling school",
    "news-analysis": "Long read on tariffs|Corridor rivalry|Quiet summit|Pipeline arithmetic",
    "istanbul": "Bosporus ferry|Metro extension|Grand Bazaar roof|Island carriage ban|Tram depot",
    "education": "Village school|Entrance exam|Robotics class|Dormitory plan|Teacher posting",
    "investigations": "Forged deed case|Warehouse fire probe|Antique smuggling ring|Cash courier",
    "minorities": "Armenian choir|Greek school reunion|Syriac vineyard|Synagogue repair",
    "expat-corner": "Newcomers' lunch|Residence permit queue|Language swap|Moving van diary",
    "diaspora": "Cologne tea house|Vienna parents|Rotterdam boxing club|Sydney hometown night",
    "mid-east": "Desert rail talks|Reservoir row|Port blast hearing|Visa deal|Olive harvest",
    "europe": "Alpine tunnel|Farmers' blockade|Coalition talks|Danube drought|Night train return",
    "americas": "Canal toll|Hurricane relief|Copper strike|Carnival budget|Prairie wildfire",
    "asia-pacific": "Atoll seawall|Typhoon shelter|Island ferry sinking|Chip export curb",
    "africa": "Locust alert|Delta dam|Cocoa price floor|Ceasefire monitors|Solar village",
    "syrian-crisis": "Tent city winter|Bread convoy|Return registry|Mine clearing|Clinic appeal",
    "islamophobia": "Mosque arson trial|Headscarf ruling|Hate crime tally|Interfaith vigil",
    "automotive": "Electric pickup|Battery plant|Used car tax|Bus maker|Charging corridor",
    "economy": "Inflation print|Export tally|Minimum wage|Budget gap|Harvest subsidy",
    "energy": "Offshore wind|Gas storage|Solar auction|Reactor test|Hydrogen pilot",
    "finance": "Bond sale|Deposit rule|Fintech license|Rate decision|Gold import",
    "tourism": "Winter season|Cruise port|Hotel occupancy|Balloon flights|Visa-free arrivals",
    "tech": "Chip design house|Satellite launch|Language model|Payment app|Gaming studio",
    "defense": "Corvette delivery|Trainer jet|Radar order|Drone engine|Shipyard contract",
    "transportation": "High-speed rail|Cargo hub|Toll bridge|Airport slots|Freight ferry",
    "health": "Sleep clinic|Flu season|Salt intake|Heart screening|Village midwife",
    "environment": "Mucilage watch|Flamingo count|Forest fire tower|Lake revival|Zero waste",
    "travel": "Lycian path|Highland road|Slow train east|Lighthouse stay|Stone village",
    "food": "Sourdough revival|Hazelnut cream|Street mussels|Vinegar cellar|Black tea harvest",
    "fashion": "Linen season|Upcycled denim|Silk weavers|Felt coat|Bridal row",
    "science": "Antarctic camp|Comet hunters|Seagrass map|Glacier core|Honeybee genome",
    "religion": "Fasting month|Quran manuscript|Sufi lodge|Friday sermon|Pilgrim caravan",
    "history": "Hittite seal|Ottoman map|Sunken galley|Roman bath|Janissary ledger",
    "feature": "Clock repairer|Lighthouse keeper|Pigeon breeder|Last saddler|Radio collector",
    "cinema": "Debut drama|Documentary night|Open-air screen|Restored reel|Animation week",
    "music": "Oud recital|Jazz cellar|Youth orchestra|Folk archive|Choir exchange",
    "events": "Book fair|Tulip week|Ceramics market|Design days|Poetry marathon",
    "portrait": "Puppet master|Calligrapher|Quiet novelist|Ceramic artist|Film composer",
    "reviews": "Chamber opera|Crime novel|Photo retrospective|Street musical|Essay volume",
    "performing-arts": "Shadow play|Modern dance|Village theater|Mime school|Ballet gala",
    "football": "Derby night|Cup upset|Transfer saga|Women's league|Under-21 camp",
    "basketball": "EuroLeague round|Rookie guard|Wheelchair league|Overtime thriller",
    "motorsports": "Rally stage|Night race|Motocross final|Karting school|Hill climb",
    "tennis": "Clay swing|Junior final|Wild card run|Doubles pair|Indoor open",
    "volleyball": "Sultans' camp|League opener|Libero's return|Setter duel",
    "columns": "Letter from the pier|On patience|A modest tariff|The second map|Small states",
    "op-ed": "Corridor of trust|Water as diplomacy|After the summit|Rules for the sea",
    "readers-corner": "Dear editor|A bench in the park|My bus line|Questions about recycling",
    "editorial": "Our view on prices|The week ahead|A vote of calm|What the truce needs",
    "politics": "Cabinet retreat|Party congress|Presidential decree|Ombudsman report",
    "turkey": "Snow storm|Census week|National park|Quake drill|Road safety tally",
    "world": "Whale rescue|Summit communique|Leap second|Lost cargo|Polar expedition",
    "business": "Trade fair|Holding merger|Startup index|Family firms|Audit reform",
    "lifestyle": "City gardens|Weekend market|Digital detox|Grandparents' day",
    "arts": "Museum night|Lost canvas|Culture road|Gallery district",
    "sports": "Olympic quota|Marathon route|Wrestling oil|Chess prodigy",
    "opinion": "Reading the map|Two kinds of silence|Notes on trust",
    "ds-tv": "Harbor from above|Baker at dawn|Tram driver's day|Snow on the dome",
}
HEADLINE_VERBS = _words(
    "draws crowds to|divides|stirs hope in|moves ahead in|tests nerves in|faces delay in|returns to"
    "|wins backing in|raises questions in|ends quietly in|spreads beyond|changes habits in"
)
HEADLINE_TAILS = _words(
    "after {number} weeks|as costs climb|despite heavy rain|with new rules|before winter|for first"
    " time since {year}|amid record demand|ahead of a vote|on second try|as talks resume|on film"
)
FIRST_NAMES = _words(
    "Ayşe|Murat|Selin|Kerem|Elif|Tarık|İpek|Gökhan|Zeynep|Oğuz|Hannah|Marcus|Leyla|Tomas|Nadia|"
    "Piotr|Amara|Luis|Yuki|Fatma|Çağla|Bora|Ingrid|Samir"
)
LAST_NAMES = _words(
    "Yıldız|Öztürk|Çelik|Şahin|Güneş|Ağaoğlu|Lindqvist|Moreau|Okafor|Petrov|Tanaka|Haddad|Kılıç|"
    "Erdem|Silva|Novak|Brandt|İnan|Doğan|Castillo|Arslan|Weber|Uğur|Mbeki"
)
ROLES = _words(
    "a local coordinator|the project's lead engineer|a lecturer at the state university|the group's"
    " spokesperson|an economist|a ward councilor|the site manager|a longtime resident|the deputy"
    " director|a field researcher|an adviser to the board|the association's treasurer"
)
ADJECTIVES = _words(
    "cautious|unusual|patient|expensive|long-awaited|modest|noisy|careful|sudden|overdue|practical|"
    "stubborn|generous|narrow|fragile|popular|uneven|quiet"
)
TIMES = _words(
    "on Monday|late on Tuesday|on Wednesday morning|Thursday|last Friday|over the weekend|in early"
    " spring|this autumn|shortly after midnight|within a fortnight|by the end of the month|earlier"
    " this year|in the last quarter|before sunrise|a day after the storm|during the long recess"
)
SAYINGS = _words(
    "nobody here counts on luck|we measured it three times|the numbers will speak for themselves|"
    "it is a beginning, not a finish|my phone has not stopped ringing|the hard part comes now|we"
    " would do it again tomorrow|people want dates, not promises|that door was never locked|a plan"
    " on paper keeps no one warm|you can hear the difference at once|we owe them a straight answer"
)
REASONS = _words(
    "because the old contract runs out|while spare parts stay scarce|as the river keeps rising|"
    "since the first estimate proved wrong|now that the road is open|although funds are short|"
    "because the neighbors insisted|until an audit is finished|as fewer hands are available|"
    "while the court considers an appeal"
)
