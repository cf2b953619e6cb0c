"""``python -m backproof``."""

from backproof.app.main import main

if __name__ == "__main__":
    main()
