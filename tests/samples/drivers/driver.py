import json
import sys

for line in sys.argv[1:]:
    id = bytes.fromhex(line).decode("utf-8")
    try:
        print(json.dumps(CALL))
    except (ValueError, KeyError, TypeError):
        print("refused")
