"""Prices the template's resources and the measured counts: idle, for each recording, when used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.costing.prices import FREE, GIGABYTE, PRICES
from benchmarks.costing.schedules import Schedule, schedules
from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import TEMPLATE

Counts = Mapping[str, float]
Bill = dict[str, float]

SECONDS_OF_A_RUN = 0.03
SECONDS_OF_AN_AWS_REQUEST = 0.008
SECONDS_OF_A_RINGCENTRAL_REQUEST = 0.25
SECONDS_OF_A_DOWNLOAD = 3.0
PLATFORM_LOG_BYTES = 2 * 26 + 700
SIGHTINGS = 19
EMPTY_RECEIVES_A_MINUTE = 15
METRICS_OF_A_ROUTE = 6
_FREE_DISK_MEGABYTES = 512

ASSUMPTIONS = (
    f"A run of a function takes {SECONDS_OF_A_RUN} s, and {SECONDS_OF_AN_AWS_REQUEST} s more for each"
    f" request to AWS and {SECONDS_OF_A_RINGCENTRAL_REQUEST} s for each to RingCentral. Cold starts are"
    " left out, since schedules keep their functions warm.",
    f"A download takes {SECONDS_OF_A_DOWNLOAD:g} s with its checks.",
    f"With the system log level INFO, Lambda adds two lines to each run, {PLATFORM_LOG_BYTES} bytes in all.",
    f"Sweeps read a recording {SIGHTINGS} more times: four hourly ones, two nightly ones and thirteen weekly"
    " ones.",
    "A recording is indexed without a transcript; a call of 700 words adds about 350 writes to the index.",
    "Every idle run is traced: X-Ray takes the first of each second.",
    f"Lambda asks an empty queue {EMPTY_RECEIVES_A_MINUTE} times a minute: five pollers, each for 20 s.",
    "A custom metric costs its price in a month in which it has a value in every hour, and less otherwise.",
    "Half of the changes of users add one, with an invitation; the others rename one. DynamoDB charges each"
    " item of a transaction twice; a check of a condition counts like a write.",
    f"A route with detailed metrics writes {METRICS_OF_A_ROUTE} of them while it is used.",
    "Left out: the events of calls (see the guide on their logs), S3 storage, data transfer out, Cognito up"
    " to 10,000 people, CloudFront up to 1 TB, storage of tables and logs.",
)


def idle_bill(idle: Mapping[str, Any]) -> Bill:
    """Dollars a month without a single call, with one connected account, by item."""
    deployment = Deployment()
    resources = TEMPLATE["Resources"]
    work = [(it, idle["runs"][it.name]) for it in schedules(deployment)]
    return {
        "alarms": alarms(deployment) * PRICES["alarm_month"],
        "dashboards": max(0, _number("Dashboard") - FREE["dashboards"]) * PRICES["dashboard_month"],
        "custom metrics": len(idle["metrics_each_hour"]) * PRICES["custom_metric_month"],
        "key of the token table": _number("KMS::Key") * PRICES["key_month"],
        "secret of all services": PRICES["secret_month"],
        "secrets of each service": idle["secrets_of_a_service"] * PRICES["secret_month"],
        "functions": sum(_function(it.resource, counts) * it.runs_a_month for it, counts in work),
        "schedules": sum(it.runs_a_month for it, _ in work) * PRICES["schedule_call"],
        "traces": sum(it.runs_a_month for it, _ in work if _is_traced()) * PRICES["trace"],
        "DynamoDB requests": _monthly(work, _dynamodb),
        "other requests": _monthly(work, _others),
        "logs": _monthly(work, _logs),
        "polling the queue": _queue_polls(resources) * PRICES["queue_request"],
    }


def recording_bill(measured: Mapping[str, Any]) -> Bill:
    """Dollars for a thousand recordings, without S3 storage, by item."""
    found, scheduled = measured["found"], measured["scheduled"]
    imported, seen = measured["imported"], measured["seen_again"]
    indexed = measured["indexed"]
    parts = [(found, 1), (scheduled, 1), (imported, 1), (indexed, 1), (seen, SIGHTINGS)]
    download = _function("DownloadRecordingFunction", imported, SECONDS_OF_A_DOWNLOAD)
    polls = sum(
        _busy("PollCallLogFunction", counts) * times
        for counts, times in parts
        if counts is not imported and counts is not indexed
    )
    index = _busy("IndexRecordingsFunction", indexed)
    bill = {
        "state transitions": imported["state_transitions"] * PRICES["state_transition"],
        "functions": download + polls + index,
        "DynamoDB requests": sum(_dynamodb(counts) * times for counts, times in parts),
        "S3 requests": sum(_s3(counts) * times for counts, times in parts),
        "logs": sum(_logs(counts) * times for counts, times in parts),
        "traces": imported["runs"] * PRICES["trace"],
    }
    return {name: 1000 * dollars for name, dollars in bill.items()}


def people_bill(measured: Mapping[str, Any]) -> Bill:
    """Dollars for a thousand changes of users, by item, with the work and the copies that follow."""
    functions = {
        "AdministerFunction": measured["administer"],
        "KeepUsersFunction": measured["keep_users"],
        "CopyAuditFunction": measured["copy_audit"],
    }
    counts = functions.values()
    bill = {
        "requests of the API": PRICES["http_request"],
        "functions": sum(_runs(resource, each) for resource, each in functions.items()),
        "DynamoDB requests": sum(map(_dynamodb, counts)),
        "S3 requests": sum(map(_s3, counts)),
        "logs": sum(map(_logs, counts)),
        "traces": sum(each["runs"] for each in counts) * PRICES["trace"],
    }
    return {name: 1000 * dollars for name, dollars in bill.items()}


def used_bill(measured: Mapping[str, Any], idle: Mapping[str, Any]) -> Bill:
    """Dollars a month at most for metrics that exist only while there are recordings or requests."""
    more = set(measured["metrics"]) - set(idle["metrics_each_hour"])
    routes = _number("ApiGatewayV2::Route") if _has_detailed_metrics() else 0
    price = PRICES["custom_metric_month"]
    return {
        "metrics of recordings, at most": len(more) * price,
        "metrics of all routes of the APIs, at most": routes * METRICS_OF_A_ROUTE * price,
    }


def alarms(deployment: Deployment) -> int:
    """An alarm on several metrics costs as much as that many alarms."""
    found = [
        deployment.resources[name]
        for name, resource in TEMPLATE["Resources"].items()
        if resource["Type"] == "AWS::CloudWatch::Alarm" and name in deployment.resources
    ]
    return sum(
        max(1, sum("MetricStat" in it for it in alarm.get("Metrics", ()))) for alarm in found
    )


def _number(kind: str) -> int:
    return sum(it["Type"].endswith(f"::{kind}") for it in TEMPLATE["Resources"].values())


def _monthly(work: list[tuple[Schedule, Counts]], price: Callable[[Counts], float]) -> float:
    return sum(price(counts) * schedule.runs_a_month for schedule, counts in work)


def _function(resource: str, counts: Counts, seconds: float = 0.0) -> float:
    """A run of a function: its request, and its time by memory and disk."""
    return PRICES["lambda_request"] + _busy(resource, counts, seconds + SECONDS_OF_A_RUN)


def _runs(resource: str, counts: Counts) -> float:
    """Several runs, or a part of one on average."""
    each = PRICES["lambda_request"] + _busy(resource, {}, SECONDS_OF_A_RUN)
    return counts["runs"] * each + _busy(resource, counts)


def _busy(resource: str, counts: Counts, seconds: float = 0.0) -> float:
    properties = TEMPLATE["Resources"][resource]["Properties"]
    seconds += counts.get("aws_requests", 0) * SECONDS_OF_AN_AWS_REQUEST
    seconds += counts.get("ringcentral_requests", 0) * SECONDS_OF_A_RINGCENTRAL_REQUEST
    disk = properties.get("EphemeralStorage", {}).get("Size", _FREE_DISK_MEGABYTES)
    memory = properties["MemorySize"] / 1024 * PRICES["lambda_gigabyte_second"]
    more = (disk - _FREE_DISK_MEGABYTES) / 1024 * PRICES["lambda_disk_gigabyte_second"]
    return float(seconds * (memory + more))


def _dynamodb(counts: Counts) -> float:
    writes = counts.get("write_units", 0) * PRICES["write_unit"]
    return writes + counts.get("read_units", 0) * PRICES["read_unit"]


def _s3(counts: Counts) -> float:
    writes = counts.get("s3_writes", 0) * PRICES["s3_write"]
    return writes + counts.get("s3_reads", 0) * PRICES["s3_read"]


def _others(counts: Counts) -> float:
    return _s3(counts) + counts.get("secretsmanager_requests", 0) * PRICES["secret_request"]


def _logs(counts: Counts) -> float:
    platform = PLATFORM_LOG_BYTES if _globals()["LoggingConfig"]["SystemLogLevel"] == "INFO" else 0
    size = counts.get("log_bytes", 0) + counts.get("runs", 0) * platform
    return size / GIGABYTE * PRICES["log_gigabyte"]


def _is_traced() -> bool:
    return bool(_globals().get("Tracing") == "Active")


def _globals() -> Any:
    return TEMPLATE["Globals"]["Function"]


def _has_detailed_metrics() -> bool:
    stages = [it for it in TEMPLATE["Resources"].values() if it["Type"].endswith("V2::Stage")]
    return any(
        it["Properties"]["DefaultRouteSettings"].get("DetailedMetricsEnabled") for it in stages
    )


def _queue_polls(resources: Mapping[str, Any]) -> float:
    """The requests of a month to the queues that call a function, while they are empty."""
    sources = [
        event
        for resource in resources.values()
        for event in resource.get("Properties", {}).get("Events", {}).values()
        if event["Type"] == "SQS"
    ]
    return len(sources) * EMPTY_RECEIVES_A_MINUTE * 60 * 730
