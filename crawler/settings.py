"""The one settings module and composition root: pipelines are named by string only.

What matters for politeness is set explicitly, with its reason; `default …` says Scrapy's own.
"""

from __future__ import annotations

import os

from crawler.runtime import settings_file

settings_file.apply_or_end()

from crawler.newspaper import active  # noqa: E402  (the file may name the newspaper)

# --- The contract's settings: `-s NAME=value` comes first, then the environment, then the file.
ENV_FILE = None  # the settings file; only the environment names it, `-s` would be too late
NEWSPAPER = active.MODULE  # its profile; only the environment sets it, `-s` would be too late
SITE_URL = os.environ.get("SITE_URL", active.PROFILE.root)
DATABASE_URL = os.environ.get("DATABASE_URL", f"sqlite:///data/{active.PROFILE.slug}.db")
ARCHIVE_DIR = os.environ.get("ARCHIVE_DIR", "data/warc")  # empty: nothing is kept raw
WEB_ARCHIVE_URL = os.environ.get("WEB_ARCHIVE_URL", "https://web.archive.org")
# Of `wayback -a source=commoncrawl`: its indexes, and its files.
COMMON_CRAWL_INDEX_URL = os.environ.get("COMMON_CRAWL_INDEX_URL", "https://index.commoncrawl.org")
COMMON_CRAWL_DATA_URL = os.environ.get("COMMON_CRAWL_DATA_URL", "https://data.commoncrawl.org")
SPOOL_DIR = os.environ.get("SPOOL_DIR", "data/spool")
NOTIFY_URLS = os.environ.get("NOTIFY_URLS", "")
NOTICES_DIR = os.environ.get("NOTICES_DIR", "")  # what waits to be told while the database is
# away; empty: the folder `notices` beside SPOOL_DIR
PING_URL = os.environ.get("PING_URL", "")
METRICS_FILE = os.environ.get("METRICS_FILE", "")
HEALTH_LEAST_SEEN = 0  # articles that the listings must show in all; a schedule's `least_seen`
STORE_PATIENCE = 60.0  # seconds that the crawl waits for a database that went away
LOGS_DIR = os.environ.get("LOGS_DIR", "data/logs")  # a file a run; empty: stderr alone
LOG_DAYS = os.environ.get("LOG_DAYS", "30")  # how long such a file is kept; 0: for ever
LOG_FORMAT = os.environ.get("LOG_FORMAT", "text")

# --- The project
BOT_NAME = "dailysabah"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# --- Who asks. An operator puts the own contact here before the first live night (README).
CONTACT_URL = os.environ.get("CONTACT_URL", "https://dailysabah-pipeline.example/contact")
USER_AGENT = f"dailysabah-pipeline/0.1 (+{CONTACT_URL})"

# --- Politeness: one pace for the one host.
PROFILE = "polite"  # the other one is crawler/settings_fast.py
ROBOTSTXT_OBEY = True  # default False
ROBOTSTXT_USER_AGENT = "dailysabah-pipeline"
DOWNLOAD_DELAY = 1.0  # default 0; seconds between two requests, AutoThrottle only raises it
CONCURRENT_REQUESTS = 16  # default 16; the bound for a crawl that turns the next one up
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8; a reader has one page open
AUTOTHROTTLE_ENABLED = True  # default False; slower when the site is slower
AUTOTHROTTLE_START_DELAY = 1.0  # default 5
AUTOTHROTTLE_MAX_DELAY = 30.0  # default 60; a night of 600 pages still ends in the morning
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

RETRY_AFTER_MAX = 600.0  # seconds; a longer wish ends the tries of this night
CLOSESPIDER_PAGECOUNT = 20_000  # default 0; a night's budget of answers, six hours at this pace

# --- Bounds: no answer may hold or fill the crawl.
DOWNLOAD_TIMEOUT = 20  # default 180 s; pages answer within a second or not at all, and a crawl
# that is told to stop awaits the one under way and ends within 30 s
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # default 1 GiB; twice what the contract takes whole, unpacked
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024  # default 32 MiB
DOWNLOAD_FAIL_ON_DATALOSS = True  # default True; half a page is no page
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False; promise 4
REDIRECT_MAX_TIMES = 5  # default 20
RETRY_TIMES = 2  # default 2: three tries in a night, then the next night
DNS_TIMEOUT = 15  # default 60

# --- The way of a page
WARN_ON_GENERATOR_RETURN_VALUE = False  # default True; reads each callback's source for each page
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"  # default weighs hosts; here is one
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # default last in, first out; what has
# waited longest comes first, also where a budget ends the night
CONCURRENT_ITEMS = 1  # default 100; a page has one article, and a hundred idle tasks a page cost
# The whole of each chain, outermost first, and nothing of Scrapy's own lists besides
# (docs/decisions/011): what stands here is all that a request, a page or a start passes through.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.site.OnlyThisSiteMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.middlewares.robots.RobotsAnswerMiddleware": 540,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "crawler.middlewares.redirect.GatedRedirectMiddleware": 600,
    "crawler.middlewares.cookies.SiteCookiesMiddleware": 700,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
    "crawler.middlewares.machine.OwnMachineMiddleware": 900,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": 50,
    "pipelines.components.frontier.FrontierMiddleware": 100,
    # Redirects warn at every start where nobody sees to the header.
    "scrapy.spidermiddlewares.referer.RefererMiddleware": 700,
}
REFERRER_POLICY = "no-referrer"  # default scrapy-default
ITEM_PIPELINES = {
    "pipelines.components.failures.FailurePipeline": 100,
    "pipelines.components.validation.ValidationPipeline": 200,
    "pipelines.components.storage.StoragePipeline": 800,
}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "pipelines.components.run.RunExtension": 0,
    "pipelines.components.unstored.UnstoredRunExtension": 0,
    "crawler.extensions.witness.WitnessExtension": 50,
    "scrapy.extensions.corestats.CoreStats": 100,
    "scrapy.extensions.logcount.LogCount": 100,
    "scrapy.extensions.memusage.MemoryUsage": 100,
    "scrapy.extensions.closespider.CloseSpider": 100,
    "scrapy.extensions.feedexport.FeedExporter": 100,
    "scrapy.extensions.logstats.LogStats": 100,
    "scrapy.extensions.throttle.AutoThrottle": 100,
    "crawler.extensions.progress.ProgressExtension": 500,
    "crawler.extensions.pace.PaceExtension": 900,
}
FEED_EXPORT_ENCODING = "utf-8"
FEED_STORAGES = dict.fromkeys(("", "file"), "crawler.runtime.feed_files.FeedFile")
FEED_EXPORTERS = {  # `-O file`: the field names of v_articles
    **dict.fromkeys(("jsonl", "jsonlines", "jl"), "crawler.runtime.exporters.ArticleLines"),
    "json": "crawler.runtime.exporters.ArticleJson",
    "csv": "crawler.runtime.exporters.ArticleCsv",
}
LOG_INSTALL_ROOT_HANDLER = (
    False  # default True; it would take `text` for a format, see crawler/runtime/logs.py
)
STATS_DUMP = False  # default True; the run's record and its last line say it
LOG_LEVEL = "INFO"  # default DEBUG; a line a request is a flood
LOGSTATS_INTERVAL = 60.0

settings_file.refuse_others_or_end([name for name in dir() if name.isupper()])
