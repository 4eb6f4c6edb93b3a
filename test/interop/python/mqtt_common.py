"""Broker settings and the client, written from PROTOCOL.md sections 5 and 6 only.

Settings come from a record's `broker` block (host, port, tls, username, password) where there is one, else from MQTT_BROKER,
MQTT_PORT, MQTT_TLS, MQTT_USERNAME, MQTT_PASSWORD; certificates always from MQTT_CA_CERTS, MQTT_CERTFILE, MQTT_KEYFILE.
The options --host and --port of the programs go before both.
"""

import os
import uuid

import paho.mqtt.client as mqtt


def broker_settings(block, host, port):
    env = os.environ
    from_env = {
        "host": env.get("MQTT_BROKER", "broker.hivemq.com"),
        "port": int(env.get("MQTT_PORT", "1883")),
        "tls": env.get("MQTT_TLS", "0") == "1",
        "username": env.get("MQTT_USERNAME"),
        "password": env.get("MQTT_PASSWORD"),
    }
    settings = dict(block or from_env)
    if host:
        settings["host"] = host
    if port:
        settings["port"] = port
    return settings


def new_client(settings):
    client_id = f"{os.environ.get('MQTT_CLIENT_ID_PREFIX', 'hermes')}-{uuid.uuid4().hex[:12]}"
    # paho-mqtt 2 must know that these are callbacks of version 1.
    version = getattr(mqtt, "CallbackAPIVersion", None)
    client = mqtt.Client(version.VERSION1, client_id) if version else mqtt.Client(client_id)
    if settings.get("username"):
        client.username_pw_set(settings["username"], settings.get("password"))
    if settings.get("tls"):
        client.tls_set(
            ca_certs=os.environ.get("MQTT_CA_CERTS"),
            certfile=os.environ.get("MQTT_CERTFILE"),
            keyfile=os.environ.get("MQTT_KEYFILE"),
        )
    return client


def connect(client, settings):
    port = settings.get("port") or (8883 if settings.get("tls") else 1883)
    client.connect(settings["host"], port, keepalive=30)
