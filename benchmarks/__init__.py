"""Volume generator and measurements of Client Contour."""
