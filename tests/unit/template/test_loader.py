"""The loops of the template are expanded as AWS::LanguageExtensions expands them."""

from __future__ import annotations

from tests.unit.template.loader import expand, read_template

LOOPED = """
Mappings:
  Functions: {Poll: {Log: poll_call_log}}
Resources:
  Fn::ForEach::Logs:
    - Name
    - [Poll]
    - ${Name}Logs:
        Type: AWS::Logs::LogGroup
        Properties:
          LogGroupName: !Sub ["/${AWS::StackName}/${Log}", {Log: !FindInMap [Functions, !Ref Name, Log]}]
      ${Name}Alarm:
        Type: AWS::CloudWatch::Alarm
        Properties:
          AlarmDescription: !Sub "${Name} failed."
          Dimensions: [{Value: !Ref {Fn::Sub: "${Name}Function"}}, {Value: !GetAtt Queue.QueueName}]
          Plain: ${Name}
  Other: {Type: AWS::SQS::Queue, Properties: {Name: !Ref AWS::StackName}}
"""


def test_a_loop_creates_each_resource_of_its_body() -> None:
    resources = expand(read_template(LOOPED))["Resources"]
    assert list(resources) == ["PollLogs", "PollAlarm", "Other"]


def test_names_are_substituted_where_cloudformation_substitutes_them() -> None:
    resources = expand(read_template(LOOPED))["Resources"]
    assert resources["PollLogs"]["Properties"] == {
        "LogGroupName": {"Fn::Sub": "/${AWS::StackName}/poll_call_log"}
    }
    assert resources["PollAlarm"]["Properties"] == {
        "AlarmDescription": "Poll failed.",
        "Dimensions": [
            {"Value": {"Ref": "PollFunction"}},
            {"Value": {"Fn::GetAtt": ["Queue", "QueueName"]}},
        ],
        "Plain": "${Name}",
    }
    assert resources["Other"]["Properties"] == {"Name": {"Ref": "AWS::StackName"}}
