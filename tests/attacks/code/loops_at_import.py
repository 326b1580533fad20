"""Takes forever to be imported.

Told: time
Limit: 0.1
"""

import time

while True:
    time.sleep(0.01)
