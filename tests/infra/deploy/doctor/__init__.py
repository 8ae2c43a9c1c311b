"""The doctor: each ailment by itself, in an account that is otherwise well."""
