"""The components as a plugin: ``pulumi package add <this folder>`` makes an SDK for any Pulumi language."""

from kubespaces.plugin import serve

if __name__ == "__main__":
    serve()
