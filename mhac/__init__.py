"""The clinic without a screen: each folder is a word of the clinic, each may import only what stands below it.

reporting > certificates > travel > exams > floor > scheduling | protocols > registration
> security | documents > kernel
"""
