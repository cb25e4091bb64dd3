"""Workers that cannot hang, grow or outlive us."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from datetime import timedelta

import psutil

from ingest.model import Problem
from ingest.pool import ITEMS_PER_WORKER, Broken, Pool

MEMORY = 400_000_000


def run(function, *args, deadline=20.0, memory=MEMORY):
    async def main():
        seconds = timedelta(seconds=deadline)
        async with Pool(workers=1, deadline=seconds, memory=memory) as pool:
            return await pool.run(function, *args), await pool.run(os.getpid)

    return asyncio.run(main())


def explode_regular_expression() -> None:
    re.match(r"(a*)*b", "a" * 64)


def take(count: int) -> int:
    return len(bytearray(count))


def die() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def stumble() -> None:
    message = "a bug"
    raise ValueError(message)


def test_the_result_of_the_function_comes_back():
    assert run(take, 7)[0] == 7


def test_what_cannot_be_packed_costs_itself_and_nothing_that_waits_behind_it():
    async def main():
        async with Pool(workers=1, deadline=timedelta(seconds=20), memory=MEMORY) as pool:
            calls = (pool.run(take, n) if n % 2 else pool.run(lambda: 0) for n in range(8))
            return await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 20)

    results = asyncio.run(main())

    assert results[1::2] == [1, 3, 5, 7]
    assert all(isinstance(result, Exception) for result in results[::2])


def test_code_that_holds_the_interpreter_is_stopped_at_the_deadline():
    result, next_worker = run(explode_regular_expression, deadline=0.5)

    assert result == Broken(problem=Problem.WORKER_TIMEOUT, detail="took longer than 0.5 s")
    assert isinstance(next_worker, int)


def test_a_worker_that_wants_too_much_memory_costs_its_item_only():
    result, next_worker = run(take, 10 * MEMORY)

    assert result == Broken(problem=Problem.WORKER_CRASHED, detail="needed too much memory")
    assert isinstance(next_worker, int)


def test_a_worker_that_dies_costs_its_item_only():
    result, next_worker = run(die)

    assert result == Broken(
        problem=Problem.WORKER_CRASHED, detail="the worker process died with status -11"
    )
    assert isinstance(next_worker, int)


def test_an_exception_costs_its_item_only_and_is_named():
    result, _ = run(stumble)

    assert result == Broken(problem=Problem.WORKER_CRASHED, detail="ValueError: a bug")


def test_workers_end_when_the_parent_is_killed_even_in_the_middle_of_c_code():
    script = """
        import asyncio, os, re
        from datetime import timedelta
        from ingest.pool import Pool

        async def main():
            async with Pool(workers=1, deadline=timedelta(hours=1), memory=10**9) as pool:
                print(await pool.run(os.getpid), flush=True)
                await pool.run(re.match, r"(a*)*b", "a" * 64)

        if __name__ == "__main__":
            asyncio.run(main())
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        worker = psutil.Process(int(parent.stdout.readline()))
        parent.kill()

    worker.wait(timeout=5)


def test_the_loop_goes_on_while_the_workers_import_what_they_need(tmp_path):
    (tmp_path / "slow_import.py").write_text("import time; time.sleep(2)")
    script = """
        import asyncio, os, time
        from datetime import timedelta
        from ingest.pool import Pool

        async def main():
            async with Pool(
                workers=1, deadline=timedelta(hours=1), memory=10**9, preload=["slow_import"]
            ) as pool:
                working = asyncio.ensure_future(pool.run(os.getpid))
                longest = 0
                while not working.done():
                    before = time.monotonic()
                    await asyncio.sleep(0.01)
                    longest = max(longest, time.monotonic() - before)
                print(longest)

        if __name__ == "__main__":
            asyncio.run(main())
    """
    printed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert float(printed) < 1.5


def test_the_imports_may_begin_before_there_is_a_pool(tmp_path):
    (tmp_path / "noted_import.py").write_text("import os; os.mkdir('imported')")
    script = """
        import asyncio, os, time
        from datetime import timedelta
        from ingest.pool import Pool, warm_up

        async def main():
            async with Pool(
                workers=1, deadline=timedelta(hours=1), memory=10**9, preload=["noted_import"]
            ) as pool:
                await pool.run(os.getpid)

        if __name__ == "__main__":
            warm_up(["noted_import"])
            while not os.path.exists("imported"):
                time.sleep(0.01)
            asyncio.run(main())
    """
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=tmp_path,
        check=True,
        timeout=60,
    )


def test_imports_that_fail_are_told_to_the_operator_and_not_taken_for_ctrl_c(tmp_path):
    (tmp_path / "broken_import.py").write_text("raise FileNotFoundError")
    script = """
        import asyncio, os
        from datetime import timedelta
        from ingest.errors import IngestError
        from ingest.pool import Pool

        async def main():
            async with Pool(
                workers=1, deadline=timedelta(hours=1), memory=10**9, preload=["broken_import"]
            ) as pool:
                await pool.run(os.getpid)

        if __name__ == "__main__":
            try:
                asyncio.run(main())
            except IngestError as error:
                print(error)
    """
    printed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout

    assert "no worker process can be started" in printed
    assert "-c 'import broken_import'" in printed


def test_a_pool_that_is_left_while_its_workers_start_ends_at_once():
    script = """
        import asyncio, os
        from datetime import timedelta
        from ingest.pool import Pool

        async def main():
            hour = timedelta(hours=1)
            async with Pool(workers=2, deadline=hour, memory=10**9, preload=["ingest"]) as pool:
                work = asyncio.ensure_future(pool.run(os.getpid))
                await asyncio.sleep(DELAY)
                work.cancel()

        if __name__ == "__main__":
            asyncio.run(main())
    """
    for delay in (0.0, 0.05, 0.1, 0.2):
        code = textwrap.dedent(script).replace("DELAY", str(delay))
        subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def nap(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_what_waits_behind_a_long_item_is_done_by_another_worker():
    async def main():
        async with Pool(workers=2, deadline=timedelta(seconds=60), memory=MEMORY) as pool:
            await pool.run(os.getpid)
            long = asyncio.ensure_future(pool.run(nap, 50))
            short = [asyncio.ensure_future(pool.run(nap, 0.01)) for _ in range(20)]
            done, _ = await asyncio.wait(short, timeout=30)
            return len(done), long.done()

    assert asyncio.run(main()) == (20, False)


def test_what_waits_behind_an_item_that_breaks_is_done_all_the_same():
    async def main():
        async with Pool(workers=1, deadline=timedelta(seconds=60), memory=MEMORY) as pool:
            return await asyncio.gather(
                *(pool.run(f) for f in (die, os.getpid, stumble, os.getpid))
            )

    results = asyncio.run(main())

    assert [type(result) for result in results] == [Broken, int, Broken, int]


def test_a_worker_is_replaced_before_it_grows_old():
    async def main():
        async with Pool(workers=1, deadline=timedelta(seconds=60), memory=MEMORY) as pool:
            return await asyncio.gather(*(pool.run(os.getpid) for _ in range(2 * ITEMS_PER_WORKER)))

    assert sorted(Counter(asyncio.run(main())).values()) == [ITEMS_PER_WORKER] * 2
