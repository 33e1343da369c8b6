"""Talks to the server as OpenAI's own client does.

    python3 client.py BASE_URL MODEL TEXTS.json     prints the vectors as JSON
"""

import json
import sys
from pathlib import Path

import openai


def refused(error, ask):
    try:
        ask()
    except error as found:
        return found
    raise AssertionError(f"not refused with {error.__name__}")


def main(url, model, texts):
    texts = json.loads(Path(texts).read_text())
    client = openai.OpenAI(base_url=url, api_key="none", max_retries=0)
    assert [found.id for found in client.models.list()] == [model]
    assert client.models.retrieve(model).owned_by == "local"

    # The client asks for base64 unless it is told otherwise.
    answer = client.embeddings.create(model=model, input=texts)
    assert [element.index for element in answer.data] == list(range(len(texts)))
    assert answer.model == model and answer.usage.total_tokens > 2 * len(texts)
    numbers = client.embeddings.create(model=model, input=texts[0], encoding_format="float")
    difference = max(abs(a - b) for a, b in zip(numbers.data[0].embedding, answer.data[0].embedding))
    assert difference < 1e-5, difference

    unknown = refused(openai.NotFoundError, lambda: client.embeddings.create(model="other", input="a"))
    assert unknown.code == "model_not_found" and unknown.param == "model"
    empty = refused(openai.BadRequestError, lambda: client.embeddings.create(model=model, input=[]))
    assert empty.param == "input"
    refused(openai.BadRequestError, lambda: client.embeddings.create(model=model, input=[[1, 2]]))
    refused(openai.BadRequestError, lambda: client.embeddings.create(model=model, input="a", dimensions=3))
    print(json.dumps([element.embedding for element in answer.data]))


if __name__ == "__main__":
    main(*sys.argv[1:])
