"""The report as one page of HTML that needs nothing else: the document typeset, a verdict beside each relation."""
