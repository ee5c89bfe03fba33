"""The commands `kg serve` and `kg publish`: what of a graph meets a network."""

from __future__ import annotations

import errno
import os
import signal
import socket
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from kg import console, store
from kg.console import CommandError, Exit, say
from kg.publish import PublishError
from kg.publish import publish as published

Graph = Annotated[Path, typer.Option("--graph", "-g", help="图谱所在文件夹 / the folder of the graph")]
GRAPH = Path("graph")
known = console.guarded({store.StoreError: Exit.GRAPH, PublishError: Exit.NETWORK})


def register(app: typer.Typer) -> None:
    """Add the commands to the `kg` command."""
    app.command()(serve)
    app.command()(publish)


@known
def serve(
    graph: Graph = GRAPH,
    port: Annotated[
        int,
        typer.Option("--port", min=0, max=65535, help="端口（0 为任选） / the port; 0 takes any free one"),
    ] = 7878,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, help="每次查询最多多少秒 / seconds that a query may take")
    ] = 30.0,
) -> None:
    """在本机打开网站、查询网页和 SPARQL 端点。 Serve the site, an editor and a SPARQL endpoint here."""
    # imported here: no other command needs a web server
    import uvicorn

    from kg.serve import app, pool

    with _listen(port) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        workers = pool.Pool(graph, limit=timeout)
        try:
            say(f"网站 site: {address}/\n编辑器 editor: {address}/editor")
            say(f"端点 endpoint: {address}/sparql")
            say("图谱此刻的样子；按 Ctrl-C 停止。 The graph as it is now; Ctrl-C stops.")
            config = uvicorn.Config(
                app.make(workers),
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
            signal.signal(signal.SIGTERM, _interrupt)
            uvicorn.Server(config).run(sockets=[listening])
        except KeyboardInterrupt:
            pass  # uvicorn has ended what was under way, and passes the signal on
        finally:
            workers.close()
    say("已停止 stopped")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """A plain SIGTERM would end the process before the snapshot is deleted; as Ctrl-C it comes to that."""
    raise KeyboardInterrupt


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # there it means: a server that was stopped this minute is not in the way
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(64)  # now, so that a second server is told at once
    except OSError as error:
        listening.close()
        if error.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)):
            why = "is taken by another program: choose another with --port, or --port 0 for any"
        else:
            why = f"cannot be used: {error.strerror or error}"
        raise CommandError(f"port {port} {why}", Exit.NETWORK) from None
    return listening


@known
def publish(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="对方的 Graph Store 地址 / the server's Graph Store address")
    ],
    graph: Graph = GRAPH,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="IRI", help="放进哪个图（默认图之外） / the graph to replace there"),
    ] = None,
    named: Annotated[
        bool,
        typer.Option("--named", help="每份简报一个图 / a graph for each bulletin instead of one for all"),
    ] = False,
    user: Annotated[
        str,
        typer.Option("--user", help="用户名；密码取自 KG_PASSWORD / user; the password is in KG_PASSWORD"),
    ] = "",
) -> None:
    """把图谱送到另一个三元组库。 Send the graph to another triple store (Graph Store Protocol)."""
    if named and to is not None:
        raise CommandError("give --to IRI or --named, not both", Exit.USAGE)
    opened = store.open_graph(graph)
    with console.progress(len(opened.manifest) if named else 1) as bar:
        sent = published(
            opened,
            url,
            to=to,
            named=named,
            user=user,
            password=os.environ.get("KG_PASSWORD", ""),
            progress=bar,
        )
    say(f"已发送 sent: {sent:,} triples → {url}")
