"""The figures as tables, each beside its budget."""

from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks.cases import INSERT, Budget, Case
from benchmarks.driver import CONNECTIONS, Run
from benchmarks.servers import Server

MOST_MEGABYTES, SLOWEST_START = 75, 2.0
LEAST_WHOLE, LEAST_SUBMIT, WIDEST_STEP = 0.015, 0.1, 10
HEAD = "| what | a second | median ms | 95 % ms | of the bare page | budget | kept |"
LINE = "|---|---:|---:|---:|---|---:|---|"

Runs = Mapping[str, Sequence[Run]]


def tell_cases(runs: Runs, wanted: Sequence[Case]) -> None:
    print(f"\n{HEAD}\n{LINE}")
    budgets = {case.name: case.budget for case in wanted}
    for name, found in runs.items():
        together = Run()
        for one in found:
            together.add(one)
        rate = median(one.rate(name) for one in found)
        budget = budgets.get(name)
        reached = median(ratios(runs, name, budget.anchor)) if budget else None
        tell_line(name, rate, together, budget, reached)


def ratios(runs: Runs, name: str, anchor: str) -> list[float]:
    """How much of the bare page's speed is reached, in each round."""
    pairs = zip(runs[name], runs[anchor], strict=True)
    return [one.rate(name) / bare.rate(anchor) for one, bare in pairs]


def tell_line(
    name: str, rate: float, run: Run, budget: Budget | None = None, reached: float | None = None
) -> None:
    figures = f"{rate:,.0f} | {run.median(name) * 1e3:.1f} | {run.slowest(name) * 1e3:.1f}"
    if budget is None or reached is None:
        print(f"| {name} | {figures} | | | |")
        return
    kept = yes(reached >= budget.least)
    print(f"| {name} | {figures} | {reached:.2f} of {budget.anchor} | {budget.least:g} | {kept} |")


def tell_applications(run: Run, runs: Runs) -> None:
    """Each step of whole applications, and how many of them a second were sent."""
    inserts = median(one.rate(INSERT) for one in runs[INSERT])
    for name, seconds in run.seconds.items():
        rate = CONNECTIONS * len(seconds) / sum(seconds)
        is_submit = name == "submit"
        budget = Budget(INSERT, LEAST_SUBMIT) if is_submit else None
        tell_line(name, rate, run, budget, rate / inserts)
    number = len(run.seconds["submit"])
    rate = number / run.lasted
    reached = rate / inserts
    print(
        f"| whole application | {rate:.1f} | | | {reached:.3f} of {INSERT} | {LEAST_WHOLE:g} "
        f"| {yes(reached >= LEAST_WHOLE)} |\n"
    )
    for name in run.seconds:
        width = run.slowest(name) / run.median(name)
        print(f"- {name}: 95 % within {width:.1f} × its median: {yes(width <= WIDEST_STEP)}")


def tell_processes(service: Server, beside: Server, memory: int) -> None:
    times = service.seconds_to_answer / beside.seconds_to_answer
    print(
        f"- first answer after {service.seconds_to_answer:.2f} s, {times:.1f} × the bare pages' "
        f"(budget {SLOWEST_START:g}): {yes(times <= SLOWEST_START)}\n"
        f"- memory of a process (PSS) before the first document: {memory} MB, then "
        f"{service.memory()} MB; the bare pages' {beside.memory()} MB "
        f"(budget {MOST_MEGABYTES}): {yes(memory <= MOST_MEGABYTES)}",
        flush=True,
    )


def yes(is_kept: bool) -> str:
    return "yes" if is_kept else "no"
