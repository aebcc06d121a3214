"""Starts a plugin: ``python -m kubespaces_embedded.offline_providers <package> [options] <engine address>``."""

import signal
import sys

from kubespaces_embedded.kubernetes_provider.startup import skip_package_code

# The engine interrupts plugins when it is done; that is no error to report, not even while we start.
signal.signal(signal.SIGINT, signal.SIG_DFL)
skip_package_code()

from kubespaces_embedded.offline_providers.serve import main  # noqa: E402 - must come after the above

sys.exit(main(sys.argv[1:]))
