import json

for id in [None, 123, True, "", ["a"], {"a": 1}, b"a"]:
    try:
        print(json.dumps(CALL))
    except (ValueError, TypeError):
        print("refused")
