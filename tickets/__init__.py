"""What was asked, what was done, was the promise kept?"""
