"""What moves a car, without a database."""

ENERGY_TYPES = [
    ("petrol", "Petrol"),
    ("diesel", "Diesel"),
    ("electric", "Pure Electric"),
    ("plug_in", "Plug-in Hybrid"),
    ("range_extender", "Range Extender"),
    ("hybrid", "Hybrid"),
    ("hydrogen", "Hydrogen Fuel Cell"),
    ("methanol", "Methanol"),
    ("gas", "Gas (CNG, LNG, LPG)"),
    ("dual_fuel", "Petrol and Gas"),
    ("other", "Other"),
]

# These have a traction battery and a motor worth writing down; the first four carry the green plates.
ELECTRIFIED = ("electric", "plug_in", "range_extender", "hydrogen", "hybrid")
WITHOUT_ENGINE = ("electric", "hydrogen")
