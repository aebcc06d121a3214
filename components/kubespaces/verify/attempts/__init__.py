"""What is tried, as data: read these files to know what ``kubespaces verify`` proves.

``rights``
    what RBAC may and may not give, decided from rules reviews and access reviews;
``own``, ``neighbours``, ``cluster``
    real requests (as dry runs) in a tenant's own namespaces, in others' and on the cluster;
``pods``
    pods that must be refused, each one change away from a pod that must be admitted;
``work``
    what a tenant needs every day.
"""
