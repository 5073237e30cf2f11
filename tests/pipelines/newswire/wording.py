"""The words that generated stories are made of."""

from __future__ import annotations


def _list(lines: str) -> list[str]:
    return [line.strip() for line in lines.strip().splitlines()]


def _words(lines: str) -> list[str]:
    return lines.split()


FIRST_NAMES = _words("""
    Ayşe Mehmet Selin Kerem Zeynep Hakan Elif Murat Derya Orhan Nermin Tolga Leyla Cem Gül
    Serkan Anna Pavel Maria Jonas Ingrid Tomas Claire Victor Helen Samuel Rosa Idris Amina
    Yusuf Peter Katya Lorenzo Fatima Daniel Sofia Omar Greta Nikolai Ruth
""")
LAST_NAMES = _words("""
    Yıldırım Aksoy Karaca Tunç Demirel Özkan Şahin Güneş Çetin Polat Erdem Bulut Kılıç Soylu
    Uysal Novak Petrov Lindqvist Moreau Castellano Brandt Okafor Rahman Haddad Keller Ferreira
    Janssen Dubois Kowalski Marchetti Nakamura Osman Barzani Hughes Whitaker Delgado Ivanova
    Sørensen Bauer
""")
PLACES = _words("""
    Ankara Izmir Konya Trabzon Edirne Mersin Gaziantep Rize Bursa Kayseri Samsun Antalya Van
    Mardin Sivas Eskişehir Berlin Athens Sofia Baku Tbilisi Rome Madrid Vienna Doha Amman
    Tunis Cairo Warsaw Lisbon Oslo Geneva Nairobi Jakarta Seoul Lima Toronto Chicago Marseille
    Rotterdam
""")
BODIES = _list("""
    the Transport Ministry
    the Chamber of Architects
    the Coast Guard Command
    the Energy Market Authority
    the Union of Municipalities
    the Court of Accounts
    the Olive Growers' Cooperative
    the Red Crescent
    the Central Bank
    the Health Ministry
    the Port Authority
    the Statistical Institute
    the Teachers' Union
    the Forestry Directorate
    the Competition Board
    the State Railways
    the Culture Ministry
    the Exporters' Assembly
    the Bar Association
    the Water Works Directorate
""")
ROLES = _list("""
    an engineer who led the survey
    the deputy mayor
    a professor of economics
    the head of the local chamber of commerce
    a shopkeeper in the old quarter
    the chief negotiator
    a spokesperson for the families
    the director of the regional hospital
    a retired captain
    the lawyer of the company
    an analyst at a brokerage
    the curator of the collection
    a mother of three
    the coordinator of the aid convoy
    a farmer from a village nearby
    the rapporteur of the commission
    a doctoral student
    the union's secretary general
    a veteran of the service
    the project's chief architect
""")
THINGS = _list("""
    the suspension bridge
    the fishing harbor
    the new tram line
    the wheat harvest
    the ceramic workshop
    the pension reform
    the border crossing
    the grain corridor
    the solar park
    the village school
    the export license
    the restored caravanserai
    the electric bus fleet
    the housing loan scheme
    the drinking water network
    the wildlife reserve
    the shipyard
    the theater festival
    the refugee camp
    the data center
    the mountain road
    the vaccine trial
    the textile factory
    the archaeological dig
    the airport terminal
    the trade agreement
    the gas storage site
    the court archive
    the opera house
    the flood barrier
""")
VERBS = _list("""
    inspected
    approved the budget for
    questioned the cost of
    promised to reopen
    announced a delay at
    published a report on
    raised the alarm about
    signed a contract for
    rejected complaints over
    suspended work on
    praised the progress of
    demanded an inquiry into
    began repairs at
    lifted the restrictions on
    presented the drawings of
    doubled the funds for
    warned of cracks in
    called for bids for
    handed over the keys to
    withdrew its objection to
    postponed the vote on
    invited investors to
    blamed the contractor of
    measured the noise around
    completed the first phase of
""")
CIRCUMSTANCES = _list("""
    despite heavy rain in the valley
    after months of quiet talks
    with loans from two development banks
    over the protests of residents
    under a decree signed in the spring
    in a ceremony without guests
    without giving further details
    following a request by the governor
    amid a shortage of skilled workers
    as prices of steel kept climbing
    to the surprise of the opposition
    under the supervision of foreign experts
    while negotiations on wages continued
    in line with the recommendations of the court
    ahead of the summer season
    at the end of a long audit
    in spite of an appeal by the owners
    because spare parts had not arrived
    before the deadline set by the treasury
    when the river had fallen again
    on the advice of an independent panel
    for the first time since the earthquake
    behind closed doors
    with the help of volunteers
    during a visit by a delegation
""")
OPENERS = _list("""
    According to people familiar with the matter,
    In the meantime,
    Earlier in the week,
    Shortly before noon,
    As a first step,
    At a crowded news conference,
    By the end of the season,
    In a written statement,
    Much to the relief of travelers,
    Hours after the announcement,
    On the sidelines of the meeting,
    In an unusual move,
    Citing safety concerns,
    Under the terms of the deal,
    For its part,
    Asked about the criticism,
    In the district's main square,
    Contrary to earlier reports,
    With the harvest approaching,
    Along the coast,
""")
CLAUSES = _list("""
    which had stood idle since the pandemic
    whose owners live abroad
    where traffic has doubled in a decade
    which supplies half of the region
    that critics call a waste of money
    which was damaged in a storm
    that employs most of the neighborhood
    where swallows nest every spring
    which connects two ancient trade routes
    that had never been surveyed before
    which the ministry regards as a model
    where a fire broke out last winter
    that opens onto the sea
    which villagers built with their own hands
    that attracts students from many countries
    whose future has been uncertain for years
    which lost its main customer
    that will be run by a foundation
    which was promised in the last campaign
    where prices have risen fastest
""")
REMARKS = _list("""
    We waited a long time for this and nobody explained why
    The figures speak for themselves
    Whoever comes here in winter understands the problem
    It is not a question of money but of patience
    There is no plan for the people who live downstream
    We opened the door and the water was already at the stairs
    My grandfather worked here and my daughter will too
    If the rules change again we will have to close
    The machines arrived but nobody had been trained to use them
    Every delay makes the whole undertaking more expensive
    I read the contract twice and found no such promise
    They listened politely and then did what they had planned
    A small town cannot carry such a burden alone
    What matters now is that the children go back to class
    The market had expected something bolder
    You can hear the difference at night
    Our neighbors have shown that it can be done
    Nobody should have to choose between rent and medicine
    The old maps turned out to be more reliable than ours
    We would rather have one good road than three bad ones
    Investors dislike nothing more than silence
    It smells of fresh paint and of the sea again
    The next generation will judge us by what we leave standing
    Trust is lost in a day and regained in years
    I have stopped counting the letters I wrote
""")
CLOSERS = _list("""
    A decision is expected before the parliament's recess
    Neither side would say what happens if the talks fail
    Volunteers handed out tea and blankets through the night
    The scaffolding will stay until the masonry has dried
    Shares of the builder hardly moved after the news
    Opponents have announced another march
    Children followed the procession with paper flags
    Insurers have yet to put a figure on the damage
    The documents can be read at the registry on request
    Rain is forecast for the rest of the week
    Tickets for the opening sold out within minutes
    The ferry schedule remains unchanged for now
    Several embassies sent observers
    Taxi drivers complained of long detours
    Scientists want to repeat the measurement in the autumn
    The commission is to meet again in private
    Bakers in the quarter stayed open until morning
    Prosecutors declined to comment
    An appeal remains possible
    Similar schemes have failed elsewhere in the region
    The proceeds go to a scholarship fund
    Farmers hope for a mild spring
    The old signs are to be auctioned
    Engineers will check the foundations once more
    Critics say that the real cost is hidden
""")
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December"]  # fmt: skip
