"""The launcher of Client Contour: makes the environment and runs what is asked.

Python standard library only: it works before anything is installed.
"""
