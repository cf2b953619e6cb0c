"""From index notation to one line of matrix notation, where there is one."""
