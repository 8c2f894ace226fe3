from . import aftersales_attendance_day
