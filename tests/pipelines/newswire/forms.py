"""The forms of bulletins, with slots for their facts, and the background that desks add to them."""

from __future__ import annotations

QUAKE = """\
A magnitude {3.5-5.9:1} earthquake struck the {place1} district of {place2} province on {day}, \
the Disaster and Emergency Management Authority said. The quake hit at {0-23}:{10-59} at a depth \
of {5-25:2} kilometers and was felt in neighboring provinces. There were no immediate reports of \
damage or casualties, and teams were sent to the villages to look for cracks in houses."""

FUEL = """\
Gasoline prices are going {way} by {0.8-3.9:2} liras as of {day} midnight, industry sources said. \
A liter will cost {41-55:2} liras in Istanbul, {41-55:2} in Ankara and {41-55:2} in Izmir."""

FIXING = """\
The Central Bank of the Republic of Türkiye set the dollar at {38-43:4} liras and the euro at \
{44-50:4} liras for {day}."""

WEATHER = """\
{place1} is going to be {sky1} on {day}, {month} {1-28}, the State Meteorological Service said in \
its daily report. Temperatures will range from {-5-9} to {10-33} degrees Celsius, with winds of \
{8-60} kilometers an hour. Humidity is put at {30-95}%. In {place2} the day will be {sky2} with \
{1-34} degrees at noon, and in {place3} {sky3} with {1-34} degrees. Drivers are asked to be \
careful on mountain roads, where fog and ice reduce the sight in the morning, and fishermen to \
watch the warnings of the coast guard. The service renews its forecast every three hours."""

RATES = """\
The Turkish lira traded at {38-43:2} to the dollar and at {44-50:2} to the euro at {8-11}:{10-59} \
a.m. on {day}. A pound sterling was sold for {51-58:2} liras and a Swiss franc for {47-54:2}. \
Gram gold cost {3900-5900:2} liras, a quarter coin {6400-9600:2} and a Republic coin \
{26000-39000:2}. An ounce of gold was quoted at {3300-4400:2} dollars and an ounce of silver at \
{36-56:2}. Rates in the Grand Bazaar may differ slightly from those of the banks, which are \
renewed during the day, and the figures above are for information only. They are no advice to buy \
or sell."""

MARKET_CLOSE = """\
Türkiye's benchmark stock index closed at {9000-11500:2} points on {day}, {month} {1-28}. The \
BIST 100 {move1} {0.1-3.4:2}% from the previous close of {9000-11500:2} points, with a \
transaction volume of {70-190:1} billion liras.

The banking index {move2} {0.1-4:2}% and the index of holding companies {0.1-4:2}%. Among all \
sectors {sector} gained most with {1-6:2}%. Shares of {surname} Holding were traded most.

The dollar stood at {38-43:4} liras at 6 p.m. local time, and the two-year bond yielded \
{35-42:2}%. Brent oil cost {58-84:2} dollars a barrel. The stock exchange is open from 10 a.m. to \
6 p.m. on working days, and its largest companies are weighted by the value of the shares that \
are freely traded."""

MATCH = """\
{surname1}spor beat {surname2}spor {2-5}-{0-1} at {place} Stadium on {day} in week {2-38} of the \
Super Lig. {surname3} put the hosts ahead in the {3-45}th minute with a header from a corner, and \
{surname4} made it two shortly after the break. The visitors had more of the ball but hardly came \
near the goal, and their striker {name} was sent off for a second yellow card.

Coach {surname5} said after the match that the team had deserved the three points and that the \
supporters had carried it. {surname1}spor now have {4-80} points, while {surname2}spor stay on \
{4-80}. The next round begins on {day2}, and the league takes a break afterward, when the \
national team plays its qualifiers."""

FIXTURES = """\
Week {1-38} of the Turkish Super Lig brings the following games, all times local and all of them \
live on the broadcaster's channels.
{day1}: {surname1}spor host {surname2}spor at {13-20}:{10-59} in {place1}.
{day2}: {surname3}spor host {surname4}spor at {13-20}:{10-59} in {place2}.
{day3}: {surname5}spor host {surname6}spor at {13-20}:{10-59} in {place3}.
{day4}: {surname7}spor host {surname8}spor at {13-20}:{10-59} in {place4}.
{day5}: {surname9}spor host {surname0}spor at {13-20}:{10-59} in {place5}.
Standings are updated after every match. Referees are named by the federation two days before."""

TRAFFIC = """\
Turkish Airlines carried {5-9.4:1} million passengers in {month}, {0.5-12:1}% more than a year \
ago, it told the Public Disclosure Platform. The seat occupancy was {78-87:1}%, on international \
routes {77-87:1}% and on domestic ones {80-92:1}%. Cargo rose to {120-190:1} thousand tons. By \
the end of {month} the fleet had {400-519} aircraft and served {330-359} destinations."""

COURT = """\
The following hearings are held at the courthouse of {place} on {day}, {month} {1-28}. Visitors \
are let in with an identity card, and telephones are to be left at the entrance.
Case {2015-2025}/{100-999}: {name1} against {name2}, hall {1-29}, {9-15}:{10-59}.
Case {2015-2025}/{100-999}: {name3} against {name4}, hall {1-29}, {9-15}:{10-59}.
Case {2015-2025}/{100-999}: {name5} against {name6}, hall {1-29}, {9-15}:{10-59}.
Case {2015-2025}/{100-999}: {name7} against {name8}, hall {1-29}, {9-15}:{10-59}.
Case {2015-2025}/{100-999}: {name9} against {name10}, hall {1-29}, {9-15}:{10-59}.
Case {2015-2025}/{100-999}: {name11} against {name12}, hall {1-29}, {9-15}:{10-59}."""

COVID = """\
The Health Ministry reported {900-29000:0} new infections on {month} {1-28}. In the past day \
{40-259} people died and {900-29000:0} recovered, while {160000-390000:0} tests were carried out. \
So far {40-140:1} million doses of vaccine have been given, and {30-85:1}% of adults have had \
two. The minister asked people to keep their distance, to wear masks indoors and to have the next \
dose as soon as their turn comes.

The incidence by province:
Ankara: {20-899} cases per 100,000 people
Izmir: {20-899} cases per 100,000 people
Konya: {20-899} cases per 100,000 people
Trabzon: {20-899} cases per 100,000 people
Edirne: {20-899} cases per 100,000 people
Mersin: {20-899} cases per 100,000 people
Gaziantep: {20-899} cases per 100,000 people
Rize: {20-899} cases per 100,000 people"""

QUAKE_BACKGROUND = """\
Türkiye is among the world's most seismically active countries, as it is situated on several \
active fault lines, the most potentially devastating being the North Anatolian Fault. In February \
2023 two earthquakes with magnitudes of 7.7 and 7.6 razed large parts of 11 provinces in the \
southeast and killed more than 53,000 people. Experts have warned of a large earthquake near \
Istanbul, a city of 16 million, where many buildings were put up before the code of 2000 and \
would not withstand it."""

ISSUER = """\
The company's shares have been traded in Istanbul since 1990, and the wealth fund holds 49.12% of \
them. It flies to more countries than any other carrier, and wants to have 800 aircraft by 2033, \
when it marks a hundred years since its founding. Its hub north of the city was built for 200 \
million travelers a year and replaced the old airport in April 2019."""

QUAKE_ADVICE = """\
Those who live in the region are asked to stay away from damaged buildings, to use their \
telephones for emergencies only and to leave roads to rescuers. The authority can be reached at \
122 and by its application. Insurance against earthquakes has been compulsory for dwellings since \
September 2000; about 57% of them have it, in Istanbul somewhat more. Schools practice what to do \
twice a year, and 29,000 assembly points are shown on the state's portal."""

FUEL_BACKGROUND = """\
Prices at the pump are calculated from the average of those in the Mediterranean market and the \
rate of the dollar, and differ between companies and districts as competition is free. They have \
been followed closely since Russia's invasion of Ukraine in 2022 and the war in the Middle East. \
Taxes make up about a third of what drivers pay and are raised each January and July by the \
change of producer prices. Distributors announce a change a day ahead, and long lines form at \
stations before midnight when it is upward. The Energy Market Regulatory Authority publishes the \
figures."""

FIXING_BACKGROUND = """\
The indicative rates are determined between 10:30 a.m. and 3:30 p.m. from the quotations of \
banks, hour by hour, and are published in the Official Gazette. Customs and courts use them for \
one day, and companies for their books at the end of a year. They are no rates at which the bank \
buys or sells. The lira was freed in February 2001 after the gravest crisis of the republic, and \
lost six zeros in January 2005. Whoever needs older rates finds all since 1950 in the bank's \
electronic system, where they can be drawn as charts and downloaded without charge."""
