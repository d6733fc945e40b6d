"""Calls GitLab's deploy token API with python-gitlab, as ../foreign-client.ts describes: reads a call as JSON from each
line of stdin, and prints its outcome as a line of JSON."""

import json
import os
import sys
from itertools import islice

import gitlab


def manager(call):
    client = gitlab.Gitlab(os.environ["GITLAB_URL"], private_token=call["token"])
    owner = call.get("owner")
    if owner is None:
        return client.deploytokens
    owners = client.projects if owner["kind"] == "project" else client.groups
    return owners.get(owner["id"], lazy=True).deploytokens


def perform(call):
    tokens = manager(call)
    operation, query = call["operation"], call.get("query", {})
    if operation == "list":
        # An iterator follows the links of the responses.
        return {"result": [token.asdict() for token in tokens.list(iterator=True, **query)]}
    if operation == "page":
        # An iterator shows the figures; it takes a page in this way only.
        rows = tokens.list(iterator=True, query_parameters=query)
        figures = page(rows)
        # Every page but the last is full, so that this asks for no other.
        return {"result": [token.asdict() for token in islice(rows, rows.per_page)], "page": figures}
    if operation == "get":
        return {"result": tokens.get(call["id"]).asdict()}
    if operation == "create":
        return {"result": tokens.create(call["values"]).asdict()}
    if operation == "delete":
        tokens.delete(call["id"])
        return {}
    raise ValueError(f"no operation {operation}")


def page(rows):
    return {
        "current": rows.current_page,
        "next": rows.next_page,
        "previous": rows.prev_page,
        "perPage": rows.per_page,
        "total": rows.total,
        "totalPages": rows.total_pages,
    }


for line in sys.stdin:
    try:
        outcome = perform(json.loads(line))
    except gitlab.GitlabError as error:
        # What GitLab refused is an outcome; anything else fails the program.
        outcome = {"error": {"status": error.response_code, "message": error.error_message}}
    print(json.dumps(outcome), flush=True)
