"""Requests per second of a running server: by wrk where it is installed, else by a small client of ours."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """gunicorn as in production (two workers), on a free port, until the block ends."""

    def __init__(self, root, environment, application="config.wsgi"):
        self.port = free_port()
        command = [sys.executable, "-m", "gunicorn", application, "-w", "2", "-b", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/suc-khoe/", timeout=5)
                return self
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("the server did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    def cpu(self):
        """CPU seconds used so far by the workers."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # ended while we looked
            if int(fields[1]) == self.process.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def load(self, address, cookie, seconds=6):
        """(answered requests per second with 8 connections, CPU milliseconds of the workers per request)"""
        self.rate_by_threads(address, cookie, 1)  # what is kept between requests is there before the clock starts
        before = self.cpu()
        rate = self.rate(address, cookie, seconds)
        return rate, (self.cpu() - before) * 1000 / (rate * seconds)

    def rate(self, address, cookie, seconds):
        if shutil.which("wrk"):
            command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "-H", f"Cookie: {cookie}"]
            done = subprocess.run(
                [*command, f"http://127.0.0.1:{self.port}{address}"], stdout=subprocess.PIPE, text=True, check=True
            )
            if "Non-2xx" in done.stdout:
                raise RuntimeError(done.stdout)
            return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])
        return self.rate_by_threads(address, cookie, seconds)

    def rate_by_threads(self, address, cookie, seconds):
        counts, until = [0] * 8, time.monotonic() + seconds

        def ask(number):
            while time.monotonic() < until:
                link = http.client.HTTPConnection("127.0.0.1", self.port)
                link.request("GET", address, headers={"Cookie": cookie})
                answer = link.getresponse()
                answer.read()
                counts[number] += answer.status == 200
                link.close()

        threads = [threading.Thread(target=ask, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / seconds
