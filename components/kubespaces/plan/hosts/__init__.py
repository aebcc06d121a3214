"""What a host cluster is made of, worked out before any cloud is asked: no Pulumi in here."""
