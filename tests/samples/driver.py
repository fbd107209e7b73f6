"""Runs samples one after the other: python3 driver.py jobs.json, prints a line of JSON for each."""

import contextlib
import io
import json
import os
import sys

with open(sys.argv[1], encoding='utf-8') as file:
    jobs = json.load(file)

for job in jobs:
    os.environ.update(job['env'])
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(job['code'], job['id'], 'exec'), {'__name__': '__main__'})
        outcome = {'id': job['id'], 'ok': True, 'output': printed.getvalue()}
    except Exception as error:
        outcome = {'id': job['id'], 'ok': False, 'output': f'{type(error).__name__}: {error}'}
    print(json.dumps(outcome), flush=True)
