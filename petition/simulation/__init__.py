"""Attacks with known truth on a throwaway site: `python -m petition.simulation`, started by `flask petition`.

A process of its own with settings of its own: nothing of the site that it is called on is in reach.
"""
