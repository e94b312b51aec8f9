"""Reads a topic with Confluent's own Python client and registry deserializer, and prints one JSON object a record."""

import json
import sys

from confluent_kafka import DeserializingConsumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer

brokers, registry, topic, wanted = sys.argv[1:5]
consumer = DeserializingConsumer(
    {
        "bootstrap.servers": brokers,
        "group.id": f"outside-{topic}",
        "auto.offset.reset": "earliest",
        "value.deserializer": AvroDeserializer(SchemaRegistryClient({"url": registry})),
        "key.deserializer": lambda value, _: None if value is None else value.decode("utf-8"),
    }
)
consumer.subscribe([topic])
count = 0
while count < int(wanted):
    message = consumer.poll(30)
    if message is None:
        sys.exit("no record came in 30 seconds")
    if message.error():
        sys.exit(str(message.error()))
    print(json.dumps({"key": message.key(), "value": message.value()}, default=str))
    count += 1
consumer.close()
