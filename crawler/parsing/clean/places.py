"""Places that stand in datelines: capitals, other cities of the news, the newspaper's own country.

To tell `Selin Kaya | Bursa` from two people. What is not here can still be a place.
"""

from __future__ import annotations

from crawler.newspaper.active import PROFILE

_ELSEWHERE = """abuja accra aden aleppo alexandria algiers almaty amman amsterdam antananarivo
ashgabat asmara astana asuncion athens auckland baghdad baku bamako bangkok banjul barcelona basra
beijing beirut belgrade benghazi berlin bern bishkek bogota bonn boston brasilia bratislava
brazzaville brussels bucharest budapest cairo canberra caracas casablanca chicago chisinau cologne
conakry copenhagen crimea dakar damascus davos delhi dhaka djibouti doha donetsk dubai dublin
dushanbe erbil famagusta frankfurt freetown gaza geneva gibraltar hamburg hanoi harare havana
helsinki hiroshima idlib islamabad jakarta jeddah jerusalem johannesburg juba kabul kampala
karachi kathmandu kharkiv khartoum kherson kigali kinshasa kirkuk kyiv kiev lagos lahore lefkosa
lefkosia lhasa libreville lima lisbon liverpool ljubljana lome london luanda lusaka luxembourg
lviv lyon madrid malabo manama manchester manila maputo marseille mecca medina melbourne miami
milan minsk misrata mogadishu monrovia montevideo montreal moscow mosul mumbai munich muscat
nagasaki nairobi nablus naples niamey nicosia nouakchott odesa odessa oslo ottawa ouagadougou
palermo paris podgorica prague pretoria pristina pyongyang quito rabat rafah ramallah reykjavik
riga riyadh rome sanaa santiago sarajevo seoul shanghai shusha singapore skopje sofia stockholm
stepanakert strasbourg srebrenica suva sydney taipei tallinn tashkent tbilisi tehran tirana tokyo
toronto tripoli tunis ulaanbaatar urumqi vaduz valletta vancouver venice vienna vientiane vilnius
warsaw washington wellington windhoek yamoussoukro yangon yaounde yerevan zagreb zaporizhzhia
zurich"""
_OF_SEVERAL_WORDS = """abu dhabi, addis ababa, andorra la vella, buenos aires, cape town, dar es
salaam, east jerusalem, gaza city, gaza strip, guatemala city, hong kong, ho chi minh city, kuala
lumpur, kuwait city, las vegas, los angeles, mexico city, n'djamena, new delhi, new york, new york
city, panama city, phnom penh, port-au-prince, port sudan, porto-novo, rio de janeiro, saint
petersburg, san francisco, san jose, san salvador, sao paulo, sri jayawardenepura kotte, st.
petersburg, tel aviv, the hague, united nations, vatican city, washington d.c, washington dc, west
bank"""
_COUNTRIES = """afghanistan, albania, algeria, argentina, armenia, australia, austria, azerbaijan,
bahrain, bangladesh, belarus, belgium, bosnia-herzegovina, brazil, bulgaria, canada, chile, china,
colombia, croatia, cuba, cyprus, denmark, egypt, england, estonia, ethiopia, finland, france,
germany, greece, hungary, iceland, india, indonesia, iran, iraq, ireland, israel, italy, japan,
kazakhstan, kenya, kosovo, kuwait, kyrgyzstan, latvia, lebanon, libya, lithuania, malaysia,
mexico, moldova, mongolia, montenegro, morocco, myanmar, nepal, netherlands, nigeria, north korea,
north macedonia, norway, oman, pakistan, palestine, peru, philippines, poland, portugal, qatar,
romania, russia, saudi arabia, scotland, senegal, serbia, slovakia, slovenia, somalia, south
africa, south korea, spain, sudan, sweden, switzerland, syria, taiwan, tajikistan, thailand,
tunisia, turkey, turkiye, turkmenistan, uganda, ukraine, united arab emirates, uae, united
kingdom, uk, united states, usa, u.s, uzbekistan, venezuela, vietnam, yemen, trnc"""

PLACES = frozenset(
    [*PROFILE.wording.places, *_ELSEWHERE.split()]
    + [
        " ".join(name.split())
        for text in (_OF_SEVERAL_WORDS, _COUNTRIES)
        for name in text.split(",")
    ]
)
"""In small letters without dots and accents, as `bylines` compares names."""
