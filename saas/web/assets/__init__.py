"""Sources of the stylesheet, the script and the icons, and the build that turns them into `static/dist`."""
