"""scenarios/tiny as a bare OR-Tools script: no files, no checks, no audit; prints the optimum.

What someone writes who knows the answer's form already: MathOpt variables, HiGHS, one print.
"""

from ortools.math_opt.python import mathopt

LANES = ("Riyadh/low", "Riyadh/high", "Asir/low", "Asir/high")
DEMAND = 100
MARGIN = {
    "falcon": (26.60, 74.60, 26.60, 74.60),
    "desert": (25.50, 73.50, 25.00, 73.00),
    "desert_volume": (27.00, 75.00, 26.50, 74.50),
    "oasis": (25.44, 74.64, 25.44, 74.64),
}
PROVIDERS = ("falcon", "desert", "oasis")


def main() -> None:
    """Build, solve and print."""
    model = mathopt.Model(name="tiny")
    reached = model.add_binary_variable(name="reached")
    used = model.add_binary_variable(name="used")
    orders = {
        (lane, price): model.add_integer_variable(lb=0, ub=80, name=f"{price}_{lane}")
        for lane in range(4)
        for price in MARGIN
    }
    for lane in range(4):
        by = {
            "falcon": orders[lane, "falcon"],
            "desert": orders[lane, "desert"] + orders[lane, "desert_volume"],
            "oasis": orders[lane, "oasis"],
        }
        main_ = {p: model.add_binary_variable() for p in PROVIDERS}
        backup = {p: model.add_binary_variable() for p in PROVIDERS}
        model.add_linear_constraint(sum(by.values()) == DEMAND)
        model.add_linear_constraint(sum(main_.values()) == 1)
        model.add_linear_constraint(sum(backup.values()) == 1)
        for p in PROVIDERS:
            model.add_linear_constraint(main_[p] + backup[p] <= 1)
            model.add_linear_constraint(by[p] <= 80 * main_[p] + 50 * backup[p])
            model.add_linear_constraint(by[p] >= 50 * main_[p] + 20 * backup[p])
        model.add_linear_constraint(orders[lane, "desert"] <= 80 * (1 - reached))
        model.add_linear_constraint(orders[lane, "desert_volume"] <= 80 * reached)
        model.add_linear_constraint(by["desert"] <= 80 * used)
    volume = sum(orders[lane, "desert_volume"] for lane in range(4))
    model.add_linear_constraint(volume >= 300 * reached)
    model.add_linear_constraint(volume <= 320)
    model.maximize(
        sum(MARGIN[price][lane] * column for (lane, price), column in orders.items()) - 30 * used
    )
    result = mathopt.solve(model, mathopt.SolverType.HIGHS)
    print(f"{result.objective_value():.2f}")


if __name__ == "__main__":
    main()
