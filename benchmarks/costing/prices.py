"""AWS's list prices in us-east-1, in dollars, without any free tier.

Read on 2026-11-26 from the pages "Pricing" of Amazon CloudWatch, AWS Lambda (arm64), Amazon DynamoDB
(on demand), AWS Step Functions, Amazon EventBridge (Scheduler), Amazon API Gateway, Amazon SQS, Amazon S3,
AWS Key Management Service, AWS Secrets Manager and AWS X-Ray. Change a price here and run
`python benchmarks/costs.py --price`.
"""

from __future__ import annotations

from typing import Final

MILLION: Final = 1_000_000
GIGABYTE: Final = 1024**3
HOURS_A_MONTH: Final = 730
DATE: Final = "2026-11-26"

PRICES: Final[dict[str, float]] = {
    "alarm_month": 0.10,
    "custom_metric_month": 0.30,
    "dashboard_month": 3.00,
    "log_gigabyte": 0.50,
    "key_month": 1.00,
    "secret_month": 0.40,
    "secret_request": 0.05 / 10_000,
    "lambda_request": 0.20 / MILLION,
    "lambda_gigabyte_second": 0.0000133334,
    "lambda_disk_gigabyte_second": 0.0000000309,
    "schedule_call": 1.00 / MILLION,
    "trace": 5.00 / MILLION,
    "write_unit": 0.625 / MILLION,
    "read_unit": 0.125 / MILLION,
    "state_transition": 25.00 / MILLION,
    "s3_write": 5.00 / MILLION,
    "s3_read": 0.40 / MILLION,
    "http_request": 1.00 / MILLION,
    "queue_request": 0.40 / MILLION,
}

FREE: Final[dict[str, int]] = {
    "dashboards": 3,
}
"""Of the free tiers only this one is subtracted: it is for good, and other stacks rarely use it up."""

FREE_TIERS: Final = (
    "Free tiers that never end are not subtracted, since other workloads of the account may use them:"
    " a month 10 alarms, 10 custom metrics, 5 GB of logs, 1 million Lambda requests with 400,000 GB"
    " seconds, 14 million calls of schedules, 4,000 state transitions, 1 million SQS requests and"
    " 100,000 traces."
)
