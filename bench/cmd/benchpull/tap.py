# Runs tap-salesforce as it is, with its one fixed address, that of the login,
# leading to the server named first.
import sys

import requests

base = sys.argv.pop(1)
ask = requests.Session.request


def request(self, method, url, *args, **kwargs):
    return ask(self, method, url.replace("https://login.salesforce.com", base), *args, **kwargs)


requests.Session.request = request

from tap_salesforce import main  # noqa: E402

sys.exit(main())
