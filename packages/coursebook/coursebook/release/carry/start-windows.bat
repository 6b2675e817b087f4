@echo off
rem Show the course in the browser.
cd /d "%~dp0"
where py >nul 2>nul && (py -3 start.py %* & goto end)
where python >nul 2>nul && (python start.py %* & goto end)
echo Python 3 was not found. It is free at python.org.
echo Without it, open index.html in this folder: text, figures and questions work.
:end
pause
