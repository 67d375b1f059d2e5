"""Ctrl-C as a wish: noted while it can be granted, and raised again where writing hangs."""

import os
import signal

import pytest
from build import scenario

from codroute import load_config, make_plan
from codroute.solve import ctrl_c as ctrl_c_module
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.process import SolverProcess

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_a_press_within_the_block_is_a_wish() -> None:
    told: list[bool] = []
    with CtrlC(lambda: told.append(True)) as noted:
        press()
        press()
    assert (noted.asked, told) == (True, [True, True])
    with pytest.raises(KeyboardInterrupt):
        press()


def test_lasting_covers_the_writing_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        with CtrlC(lasting=True) as noted:
            pass
        press()
        assert noted.asked
        monkeypatch.setattr(ctrl_c_module, "_WRITING_S", -1.0)
        with pytest.raises(KeyboardInterrupt):
            press()
    finally:
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_block_inside_another_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plan after plan notes Ctrl-C by itself; only after the last one may writing take too long."""
    monkeypatch.setattr(ctrl_c_module, "_WRITING_S", -1.0)
    try:
        with CtrlC(lasting=True) as noted:
            with noted:
                pass
            press()
            assert noted.asked
            with pytest.raises(ValueError, match="of one plan"), noted:
                raise ValueError("of one plan")
            press()
        with pytest.raises(KeyboardInterrupt):
            press()
    finally:
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_wish_ends_its_own_run_and_no_other(process: SolverProcess) -> None:
    """A press that comes when the solve has ended must not end the next plan."""
    told: list[bool] = []
    ctrl_c = CtrlC(lambda: told.append(True))
    for _ in range(2):
        result = make_plan(scenario(), load_config("default"), process=process, ctrl_c=ctrl_c)
        assert result.verdict.passed
        ctrl_c.asked = False
        ctrl_c.ask()
        ctrl_c.asked = False
    assert told == [True, True]
