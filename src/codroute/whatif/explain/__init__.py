"""Why a stored plan places orders as it does, answered from the plan alone."""
